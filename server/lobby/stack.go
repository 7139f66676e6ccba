package lobby

import (
	"bytes"
	"runtime"
)

// maxStacks bounds the memory for the stacks of all goroutines: those of some ten thousand.
const maxStacks = 16 << 20

// thisGoroutine is how stacks name the goroutine that calls it, such as "goroutine 7 ". It is for
// reports alone.
func thisGoroutine() string {
	buf := make([]byte, 64)
	buf = buf[:runtime.Stack(buf, false)]
	name, _, _ := bytes.Cut(buf, []byte("["))
	return string(name)
}

// stackOf is the stack of a goroutine at this moment. Go gives only those of all, and stops all for as
// long as it takes to write them down: it is for when something is badly wrong.
func stackOf(goroutine string) string {
	for size := 64 << 10; ; size *= 4 {
		buf := make([]byte, min(size, maxStacks))
		n := runtime.Stack(buf, true)
		if i := bytes.Index(buf[:n], []byte(goroutine+"[")); i >= 0 {
			stack, _, whole := bytes.Cut(buf[i:n], []byte("\n\n"))
			if whole || n < len(buf) || len(buf) == maxStacks {
				return string(stack)
			}
		}
		if n < len(buf) || len(buf) == maxStacks {
			return "the goroutine was not found"
		}
	}
}
