package link

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMailboxKeepsOrder(t *testing.T) {
	b := newMailbox(1 << 20)
	var next, want byte
	for round := range 50 {
		for range round % 7 {
			b.push(Message{Data: []byte{next}})
			next++
		}
		for range round % 5 {
			if m, ok := b.pop(); ok {
				if m.Data[0] != want {
					t.Fatalf("popped %d, want %d", m.Data[0], want)
				}
				want++
			}
		}
	}
	for m, ok := b.pop(); ok; m, ok = b.pop() {
		if m.Data[0] != want {
			t.Fatalf("popped %d, want %d", m.Data[0], want)
		}
		want++
	}
	if want != next || b.bytes != 0 {
		t.Errorf("popped %d of %d messages, %d bytes are left", want, next, b.bytes)
	}
}

func TestMailboxBound(t *testing.T) {
	b := newMailbox(2*messageCost + 10)
	for _, row := range []struct {
		name string
		size int
		want bool
	}{
		{"fits", 4, true},
		{"one byte too many", 7, false},
		{"to the brim", 6, true},
		{"an empty one costs too", 0, false},
	} {
		if got := b.push(Message{Data: make([]byte, row.size)}); got != row.want {
			t.Errorf("%s: push = %v, want %v", row.name, got, row.want)
		}
	}
	b.pop()
	if !b.push(Message{Data: make([]byte, 4)}) {
		t.Error("no room after a pop")
	}
}

func TestMailboxIsReused(t *testing.T) {
	b, m := newMailbox(1<<20), Message{Data: make([]byte, 100)}
	cycle := func() {
		b.push(m)
		b.push(m)
		b.pop()
		b.pop()
	}
	if n := testing.AllocsPerRun(100, cycle); n != 0 {
		t.Errorf("%v allocations for two messages, want none", n)
	}
}

func TestMailboxTells(t *testing.T) {
	b := newMailbox(1 << 10)
	b.push(Message{})
	b.push(Message{})
	select {
	case <-b.ready:
	default:
		t.Error("no token after a push")
	}
	select {
	case <-b.ready:
		t.Error("two tokens: a waiter would wake for nothing")
	default:
	}
}

func TestCutReason(t *testing.T) {
	for _, row := range []struct{ name, in, want string }{
		{"short", "bye", "bye"},
		{"invalid", "a\xffb", "a?b"},
		{"long", strings.Repeat("x", 200), strings.Repeat("x", 123)},
		{"rune on the border", strings.Repeat("x", 122) + "é", strings.Repeat("x", 122)},
	} {
		if got := cutReason(row.in); got != row.want || !utf8.ValidString(got) {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}
