package room

import (
	"fmt"
	"strings"

	"tickwire/proto/wire"
)

// names keeps the names of a room different from one another.
type names struct {
	taken map[string]bool
	next  map[string]int // the number to try next behind a name that was taken
}

// namesMemory bounds next: beyond it the numbers are found anew, which only takes longer.
const namesMemory = 4096

func newNames() names { return names{taken: map[string]bool{}, next: map[string]int{}} }

// take is the wanted name, with a number behind it if somebody has it, in the length that the wire
// takes. It is given back by free.
func (n *names) take(name string) string {
	if name = strings.TrimSpace(name); name == "" {
		name = "anonymous"
	}
	s := name
	for i := max(n.next[name], 2); n.taken[s]; i++ {
		number := fmt.Sprintf(" %d", i)
		s = wire.Cut(name, wire.MaxName-len(number)) + number
		if len(n.next) >= namesMemory {
			clear(n.next)
		}
		n.next[name] = i + 1
	}
	n.taken[s] = true
	return s
}

// free gives a name back. The numbers behind others that begin like it go on from where they were.
func (n *names) free(s string) {
	delete(n.taken, s)
	delete(n.next, s)
}
