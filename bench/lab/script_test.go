package lab_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"tickwire/bench/lab"
	"tickwire/client/link"
)

// TestAScriptSaysTheSameAgain writes scripts down and reads them.
func TestAScriptSaysTheSameAgain(t *testing.T) {
	kinds := map[lab.Kind]bool{}
	for i, p := range lab.Profiles() {
		s := lab.ScriptOf(lab.Config{Seed: uint64(i), Clients: 9, Bots: i, Profile: p, Duration: 4 * time.Minute, Transport: link.Transport(i % 3), Roam: i%2 == 1}, "arena", 30)
		text := s.String()
		again, err := lab.Parse("# a comment\n\n" + text)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if got := again.String(); got != text || !slices.Equal(again.Disturb, s.Disturb) || again.Down != s.Down || again.Up != s.Up || again.Transport != s.Transport || again.Roam != s.Roam || again.Calm != s.Calm || again.Astray != s.Astray {
			t.Errorf("%s: got\n%s\nwant\n%s", p.Name, got, text)
		}
		for k := range s.Disturb {
			d := &s.Disturb[k]
			kinds[d.Kind] = true
			if d.At < 2*time.Second || d.At+d.For > s.Duration-10*time.Second {
				t.Errorf("%s: in the beginning or in the quiet: %+v", p.Name, d)
			}
			if d.Kind == lab.Hitch && d.For%(time.Second/30) != 0 {
				t.Errorf("%s: the server stands for no whole number of ticks: %v", p.Name, d.For)
			}
		}
	}
	if len(kinds) != 14 {
		t.Errorf("the profiles have only these kinds of disturbances: %v", kinds)
	}
}

// TestMoreClientsChangeNothingForTheFirst looks at what shrinking relies on.
func TestMoreClientsChangeNothingForTheFirst(t *testing.T) {
	of := func(clients int) (all []lab.Disturbance) {
		s := lab.ScriptOf(lab.Config{Seed: 4, Clients: clients, Profile: lab.Flapping, Duration: time.Minute}, "arena", 30)
		for _, d := range s.Disturb {
			if d.Client < 3 {
				all = append(all, d)
			}
		}
		return all
	}
	if few, many := of(3), of(30); len(few) < 9 || !slices.Equal(few, many) {
		t.Errorf("three clients meet %v alone and %v among thirty", few, many)
	}
}

func TestParseRefuses(t *testing.T) {
	const good = "game arena\nclients 0 1\nduration 10s\n"
	for _, row := range []struct{ name, text, want string }{
		{"nothing", "", "needs game"},
		{"no clients", "game arena\nduration 1s\n", "needs game"},
		{"a word", good + "zork 1\n", `no line begins with "zork"`},
		{"a transport", good + "transport pigeon\n", "a transport is one of"},
		{"no transport", good + "transport\n", "a transport is one of"},
		{"more than a transport", good + "transport polling often\n", "a transport is one of"},
		{"a kind", good + "at 1s client 0 zork\n", `no disturbance is called "zork"`},
		{"a hitch of a client", good + "at 1s client 0 hitch for 1s\n", "happens to the server"},
		{"a stall of nobody", good + "at 1s stall for 1s\n", "happens to the server"},
		{"no value", good + "at 1s client 0 stall for\n", "has no value"},
		{"no duration", good + "at 1s client 0 stall for long\n", "line 4"},
		{"a negative client", "game arena\nclients -1\n", "line 2"},
		{"a path", good + "down speed 9\n", `a path has no "speed"`},
		{"only a time", good + "at 1s\n", "a time and a kind"},
	} {
		if _, err := lab.Parse(row.text); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %v, want something about %q", row.name, err, row.want)
		}
	}
}
