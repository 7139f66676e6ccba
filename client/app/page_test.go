package app

import "testing"

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
