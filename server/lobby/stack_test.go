package lobby

import (
	"strings"
	"testing"
)

func waitsHere(free chan struct{}) { <-free }

func TestTheStackIsThatOfOneGoroutine(t *testing.T) {
	name, free, done := make(chan string), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		name <- thisGoroutine()
		waitsHere(free)
	}()
	other := <-name
	stack := ""
	for !strings.Contains(stack, "waitsHere") {
		if stack = stackOf(other); !strings.HasPrefix(stack, other) {
			t.Fatalf("the stack of %q is %q", other, stack)
		}
	}
	if strings.Count(stack, "\ngoroutine ") != 0 || strings.Contains(stack, "tRunner(") {
		t.Errorf("the stack holds those of others: %s", stack)
	}
	close(free)
	<-done
	if got := stackOf(thisGoroutine()); !strings.Contains(got, "TestTheStackIsThatOfOneGoroutine") {
		t.Errorf("the stack of the test is %q", got)
	}
	if got := stackOf("goroutine 0 "); got != "the goroutine was not found" {
		t.Errorf("the stack of nobody is %q", got)
	}
}
