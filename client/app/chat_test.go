package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tickwire/proto/wire"
)

func TestChatCommands(t *testing.T) {
	long := strings.Repeat("é", wire.MaxChat)
	for _, c := range []struct {
		typed string
		want  command
	}{
		{"hello", command{say: "hello"}},
		{"  ", command{}},
		{"/name ada", command{name: "ada"}},
		{"/name  " + long, command{name: long[:wire.MaxName]}},
		{long, command{say: long[:wire.MaxChat]}},
		{"/named", command{say: "/named"}},
	} {
		ch := chat{typing: true, line: []rune(c.typed)}
		if got := ch.enter(); got != c.want || ch.typing || len(ch.line) != 0 {
			t.Errorf("%q: got %+v, want %+v", c.typed, got, c.want)
		}
	}
}

func TestChatHearsEachLineOnce(t *testing.T) {
	s := &Scene{Roster: []wire.RosterEntry{{Player: 2, Name: "ada"}}}
	lines := []wire.ChatLine{{Player: 2, Text: "a"}, {Player: 0, Text: "b"}}
	heard := func(c *chat) (got []string) {
		for _, n := range c.news {
			got = append(got, n.who+":"+n.text)
		}
		return got
	}
	var c chat
	c.heard(s, lines, 2)
	c.heard(s, lines, 2)
	if got, want := heard(&c), []string{"ada:a", "server:b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	s.Now = chatShown + time.Second
	c.heard(s, append(lines, wire.ChatLine{Player: 9, Text: "c"}), 3)
	if got, want := heard(&c), []string{":c"}; !slices.Equal(got, want) {
		t.Errorf("later: got %v, want %v", got, want)
	}
	c.heard(s, lines[:1], 1)
	if got, want := heard(&c), []string{":c", "ada:a"}; !slices.Equal(got, want) {
		t.Errorf("on a new link: got %v, want %v", got, want)
	}
}

func TestWrap(t *testing.T) {
	width := func(s string) float64 { return float64(len(s)) }
	for _, c := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"short", []string{"short"}},
		{"one two three", []string{"one two", "three"}},
		{"averylongword x", []string{"averylongword", "x"}},
	} {
		if got := wrap(c.text, 8, width); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}
