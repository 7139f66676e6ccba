package app

import (
	"fmt"
	"image/color"
	"math"
	"strings"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// notice is what the player is told while not playing.
type notice struct {
	title string
	lines []string // first the reason, then what happens next
	bad   bool     // the title is bad news
	aside bool     // the picture behind it still matters: it stays in sight
}

// noticeOf is the notice for a status; a player who is playing gets none.
func noticeOf(st *status, url string) notice {
	switch st.phase {
	case connecting:
		switch {
		case st.attempt > 0 && st.never:
			return notice{title: "Connecting", lines: []string{st.why.reason, "calling " + url}}
		case st.attempt > 0:
			return notice{title: "Reconnecting", lines: []string{st.why.reason, "calling " + url}}
		}
		return notice{title: "Connecting", lines: []string{url}}
	case away:
		seconds := max(int(math.Ceil(st.left.Seconds())), 1)
		return notice{
			title: "Connection lost", bad: true, aside: true,
			lines: []string{fmt.Sprintf("coming back … (%d s left)", seconds), "your place is kept for you"},
		}
	case joining:
		return notice{title: "Joining", lines: []string{"waiting for the first picture of the world"}}
	case waiting:
		seconds := max(int(math.Ceil(st.retryIn.Seconds())), 1)
		title := "Reconnecting in %d s"
		if st.never {
			title = "Trying again in %d s"
		}
		return notice{
			title: fmt.Sprintf(title, seconds), bad: true,
			lines: []string{st.why.reason, fmt.Sprintf("attempt %d at %s", st.attempt, url), "Press Enter to try now"},
		}
	case ended:
		return notice{title: capital(st.why.reason), lines: []string{st.why.advice}, bad: true}
	default:
		return notice{}
	}
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// patience is for how long connecting and joining are not spoken of: mostly it is over by then,
// and words that flash by only worry people.
const patience = 400 * time.Millisecond

func (n *notice) draw(dst *ebiten.Image, s *Scene) {
	if n.title == "" {
		return
	}
	shade := color.NRGBA{3, 5, 11, 170}
	if n.aside {
		shade.A = 120
	}
	fill(dst, 0, 0, s.Width, s.Height, shade)
	head := Text{Font: Bold, Size: 30 * s.UI, Color: glow, Align: 0.5}
	if n.bad {
		head.Color = warn
	}
	line := Text{Font: Regular, Size: 16 * s.UI, Color: ink, Align: 0.5}
	room := s.Width - 48*s.UI
	if s.Width > 900*s.UI {
		room = 820 * s.UI
	}
	titles := wrap(n.title, room, head.Width)
	var lines []string
	for _, l := range n.lines {
		lines = append(lines, wrap(l, room, line.Width)...)
	}
	y := s.Height/2 - (float64(len(titles))*38*s.UI+float64(len(lines))*25*s.UI)/2
	if n.aside {
		y = 0.14 * s.Height
	}
	for _, t := range titles {
		head.Draw(dst, t, s.Width/2, y)
		y += 38 * s.UI
	}
	y += 8 * s.UI
	for _, l := range lines {
		line.Draw(dst, l, s.Width/2, y)
		y += 25 * s.UI
		line.Color = dim
	}
}

// drawNews tells a player who plays something in a line or two, high in the middle.
func drawNews(dst *ebiten.Image, s *Scene, news string) {
	if news == "" {
		return
	}
	line := Text{Font: Bold, Size: 17 * s.UI, Color: warn, Align: 0.5}
	y, step, width := 0.2*s.Height, 24*s.UI, 0.0
	lines := wrap(news, s.Width-48*s.UI, line.Width)
	for _, l := range lines {
		width = max(width, line.Width(l)+36*s.UI)
	}
	fill(dst, (s.Width-width)/2, y-9*s.UI, width, 14*s.UI+step*float64(len(lines)), color.NRGBA{6, 10, 20, 190})
	for _, l := range lines {
		line.Draw(dst, l, s.Width/2, y)
		y += step
	}
}

// wrap breaks a text into lines that are no wider than room, at spaces where there are any.
func wrap(s string, room float64, width func(string) float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		longer := word
		if line != "" {
			longer = line + " " + word
		}
		if line != "" && width(longer) > room {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
