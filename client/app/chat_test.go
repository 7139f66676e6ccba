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
	s := &Scene{Roster: []wire.RosterEntry{{Player: 2, Name: "ada"}, {Player: 3, Name: "ada 2"}, {Player: 4, Name: "robo", Bot: true}}}
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
		{"/name", command{say: "/name"}},
		{"/msg ada hello  you", command{to: 2, say: "hello  you"}},
		{"/w ADA 2 hello", command{to: 3, say: "hello"}},
		{"/w ada 22 hello", command{to: 2, say: "22 hello"}},
		{"/msg ada " + long, command{to: 2, say: long[:wire.MaxChat]}},
		{"/msg ada", command{wrong: "/msg NAME TEXT says something to one player alone"}},
		{"/w eve hello", command{wrong: "/w NAME TEXT says something to one player alone"}},
		{"/w robo hello", command{wrong: "robo is a bot and reads nothing"}},
	} {
		ch := chat{typing: true, line: []rune(c.typed)}
		if got := ch.enter(s); got != c.want || ch.typing || len(ch.line) != 0 {
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
	s.Local = 2
	secrets := append(lines, wire.ChatLine{Player: 2, To: 7, Text: "c"}, wire.ChatLine{Player: 7, To: 2, Text: "d"})
	s.Roster = append(s.Roster, wire.RosterEntry{Player: 7, Name: "eve"})
	whispers := chat{seen: 2}
	whispers.heard(s, secrets, 4)
	if got, want := heard(&whispers), []string{"to eve:c", "eve:d"}; !slices.Equal(got, want) || !whispers.news[0].private || !whispers.news[1].private {
		t.Errorf("in private: got %v, want %v", got, want)
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
