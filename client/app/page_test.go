package app

import (
	"testing"
	"time"

	"tickwire/client/redial"
)

func TestPageOptions(t *testing.T) {
	for _, c := range []struct{ page, server, room, name string }{
		{"http://localhost:8080/", "ws://localhost:8080/ws", "", ""},
		{"https://play.example.com/", "wss://play.example.com/ws", "", ""},
		{"https://example.com/games/arena/?name=ada#top", "wss://example.com/games/arena/ws", "", "ada"},
		{"https://example.com/games/arena/index.html", "wss://example.com/games/arena/ws", "", ""},
		{"http://host/?room=a%20b&name=%C3%A9", "ws://host/ws", "a b", "é"},
		{"http://host/?server=ws://other:9/ws&room=r", "ws://other:9/ws", "r", ""},
	} {
		var got Config
		err := got.page(c.page)
		if err != nil || got.URL != c.server || got.Room != c.room || got.Name != c.name {
			t.Errorf("%s: got server %q room %q name %q (%v), want %q %q %q",
				c.page, got.URL, got.Room, got.Name, err, c.server, c.room, c.name)
		}
	}
}

func TestPageSaysHowToGetThere(t *testing.T) {
	for _, c := range []struct {
		page  string
		way   redial.Transport
		every time.Duration
		bad   bool
	}{
		{"http://h/", redial.Auto, 0, false},
		{"http://h/?transport=auto", redial.Auto, 0, false},
		{"http://h/?transport=long-polling", redial.LongPolling, 0, false},
		{"http://h/?transport=polling&every=2500", redial.Polling, 2500 * time.Millisecond, false},
		{"http://h/?transport=polling&every=2s", redial.Polling, 2 * time.Second, false},
		{"http://h/?transport=pigeon", redial.Auto, 0, true},
		{"http://h/?every=often", redial.Auto, 0, true},
	} {
		var got Config
		if err := got.page(c.page); got.Transport != c.way || got.PollEvery != c.every || (err != nil) != c.bad {
			t.Errorf("%s: got %v every %v, %v", c.page, got.Transport, got.PollEvery, err)
		}
	}
}
