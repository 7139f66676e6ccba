package arena

import (
	"fmt"
	"testing"

	"tickwire/client/app"
	"tickwire/game"
	rules "tickwire/game/arena"
)

func TestBoard(t *testing.T) {
	s := &app.Scene{Rows: game.NewRows(rules.Definition().Schema), Local: 5}
	for i, score := range []int32{3, 9, 1, 4, 0, 9, 2, 5} {
		p := rules.Pilot{Owner: game.PlayerID(i + 1), Score: score, Deaths: int32(8 - i)}
		rules.Pilots.Append(s.Rows, game.EntityID(i+1), &p)
	}
	for _, c := range []struct {
		local game.PlayerID
		lines int
		want  string
	}{
		{5, 3, "1:p6=9 2:p2=9 3:p8=5 8:p5=0"},
		{8, 3, "1:p6=9 2:p2=9 3:p8=5"},
		{3, 2, "1:p6=9 2:p2=9 7:p3=1"},
		{0, 2, "1:p6=9 2:p2=9"},
		{1, 50, "1:p6=9 2:p2=9 3:p8=5 4:p4=4 5:p1=3 6:p7=2 7:p3=1 8:p5=0"},
	} {
		s.Local = c.local
		got := ""
		for i, x := range board(nil, s, c.lines) {
			if i > 0 {
				got += " "
			}
			got += fmt.Sprintf("%d:p%d=%d", x.rank, x.player, x.score)
		}
		if got != c.want {
			t.Errorf("for player %d, %d lines: got %s, want %s", c.local, c.lines, got, c.want)
		}
	}
}

func TestColours(t *testing.T) {
	if colour(7, 7) != own {
		t.Error("the local player has not its own colour")
	}
	for i, a := range palette {
		if a == own {
			t.Errorf("colour %d is the own one", i)
		}
		for j, b := range palette[:i] {
			d := (a.r-b.r)*(a.r-b.r) + (a.g-b.g)*(a.g-b.g) + (a.b-b.b)*(a.b-b.b)
			if d < 0.025 {
				t.Errorf("colours %d and %d are hard to tell apart: %v", i, j, d)
			}
		}
	}
	for p := range game.PlayerID(100) {
		if l := look(p); l < 0 || l >= hullLooks {
			t.Errorf("player %d flies hull %d", p, l)
		}
	}
}

func TestMarksKeepWhatWasSeen(t *testing.T) {
	m := newMarks()
	for range 3 {
		for id := range game.EntityID(5) {
			m.rock(id, &rules.Asteroid{})
		}
	}
	if len(m.rocks) != 5 {
		t.Errorf("got %d asteroids, want 5", len(m.rocks))
	}
	for id := range game.EntityID(2 * maxMarks) {
		m.rock(id, &rules.Asteroid{})
	}
	if len(m.rocks) != maxMarks {
		t.Errorf("got %d asteroids, want no more than %d", len(m.rocks), maxMarks)
	}
	if m.of(3); len(m.rocks) != 0 {
		t.Error("another player's map was kept")
	}
}
