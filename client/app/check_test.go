package app

import (
	"strings"
	"testing"

	"tickwire/game/coins"
	"tickwire/proto/wire"
)

// TestWhatIsAskedFor has options that a server would end the link for, dial after dial.
func TestWhatIsAskedFor(t *testing.T) {
	long := strings.Repeat("é", wire.MaxRoom)
	for _, row := range []struct {
		name string
		c    Config
		want Config // as far as Name and Room
		says string // the error; empty for none
	}{
		{"nothing", Config{}, Config{}, ""},
		{"a name and a room", Config{Name: "ada", Room: "red"}, Config{Name: "ada", Room: "red"}, ""},
		{"a long name", Config{Name: long}, Config{Name: long[:wire.MaxName]}, ""},
		{"a name of two lines", Config{Name: "a\nd\xffa"}, Config{Name: "ada"}, ""},
		{"a room with a tab", Config{Room: "re\td"}, Config{Room: "red"}, ""},
		{"a long room", Config{Room: long}, Config{}, "64 bytes at most"},
		{"a long token", Config{Token: strings.Repeat("x", wire.MaxToken+1)}, Config{}, "4096 bytes at most"},
		{"no server", Config{URL: "http://h/"}, Config{}, "like ws://"},
	} {
		def := *coins.Game
		row.c.Def, row.c.View = &def, struct{ View }{}
		if row.c.URL == "" {
			row.c.URL = "ws://h/ws"
		}
		err := row.c.check()
		switch {
		case row.says == "" && (err != nil || row.c.Name != row.want.Name || row.c.Room != row.want.Room):
			t.Errorf("%s: name %q, room %q, %v; want %q and %q", row.name, row.c.Name, row.c.Room, err, row.want.Name, row.want.Room)
		case row.says != "" && (err == nil || !strings.Contains(err.Error(), row.says)):
			t.Errorf("%s: %v, want that it says %q", row.name, err, row.says)
		}
	}
}
