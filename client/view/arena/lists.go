package arena

import (
	"fmt"
	"image/color"
	"time"

	"tickwire/client/app"
	"tickwire/game"
)

// listLines is how many lines of a list of so many fit: lists and map share the right side, and
// in a low window they would lie over each other.
func listLines(s *app.Scene, most int) int {
	if s.Height/s.UI < 560 {
		return most / 2
	}
	return most
}

// leaderboard is at the top right.
func (v *View) leaderboard(s *app.Scene) {
	v.board = board(v.board, s, listLines(s, boardLines))
	if len(v.board) == 0 {
		return
	}
	size, step := 13*s.UI, 19*s.UI
	w, pad := 190*s.UI, 10*s.UI
	x, y := s.Width-w-14*s.UI, 14*s.UI
	v.batch.rect(float32(x), float32(y), float32(w), float32(step*float64(len(v.board)+1)+1.6*pad), panel)
	y += 0.8 * pad
	head := app.Text{Font: app.Bold, Size: 11 * s.UI, Color: dim}
	v.fonts.write(head, "PILOTS", x+pad, y+1)
	head.Align = 1
	v.fonts.write(head, fmt.Sprint(len(s.Roster)), x+w-pad, y+1)
	for i := range v.board {
		y += step
		p := &v.board[i]
		c := tint(colour(p.player, s.Local), 1)
		if e := s.Entry(p.player); e != nil && e.Away {
			c = dim // nobody is behind it
			c.A = 130
		}
		font := app.Regular
		if p.player == s.Local {
			font = app.Bold
			v.batch.rect(float32(x), float32(y-2*s.UI), float32(w), float32(step), own.light(0.09))
		}
		v.fonts.write(app.Text{Size: size, Color: dim, Align: 1}, fmt.Sprint(p.rank), x+pad+16*s.UI, y)
		v.fonts.write(app.Text{Font: font, Size: size, Color: c}, shorten(s.Name(p.player), 17), x+pad+24*s.UI, y)
		v.fonts.write(app.Text{Font: app.Bold, Size: size, Color: ink, Align: 1}, fmt.Sprint(p.score), x+w-pad, y)
	}
	v.boardEnd = y + step
}

// killFeed is beneath the leaderboard.
func (v *View) killFeed(s *app.Scene) {
	v.feed.age(s.Now)
	y := v.boardEnd + 22*s.UI
	how := app.Text{Size: 13 * s.UI, Align: 1}
	shown := v.feed.lines[max(len(v.feed.lines)-listLines(s, feedLines), 0):]
	for i := range shown {
		l := &shown[i]
		a := l.strength(s.Now)
		x := s.Width - 16*s.UI
		part := func(text string, c color.NRGBA, font app.Font) {
			how.Font, how.Color = font, c
			v.fonts.write(how, text, x, y)
			x -= how.Width(text)
		}
		fontOf := func(p game.PlayerID) app.Font {
			if p == s.Local {
				return app.Bold
			}
			return app.Regular
		}
		part(shorten(l.victimName, 17), tint(colour(l.victim, s.Local), a), fontOf(l.victim))
		part("  destroyed  ", tint(rgba{0.62, 0.68, 0.76, 1}, a), app.Regular)
		part(shorten(l.killerName, 17), tint(colour(l.killer, s.Local), a), fontOf(l.killer))
		y += 19 * s.UI
	}
	for i := len(v.feed.lines) - 1; i >= 0; i-- {
		l := &v.feed.lines[i]
		if age := s.Now - l.at; l.killer == s.Local && l.victim != s.Local && age < 2*time.Second {
			a := clamp01(2 - age.Seconds())
			v.fonts.write(app.Text{Font: app.Bold, Size: 20 * s.UI, Color: tint(own, a), Align: 0.5}, "You destroyed "+l.victimName, s.Width/2, s.Height*0.24)
			break
		}
	}
}

// shorten cuts a name to a number of characters.
func shorten(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
