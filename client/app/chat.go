package app

import (
	"image/color"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/proto/wire"
)

// chatShown is how long a line of chat stays on the screen.
const chatShown = 9 * time.Second

// chat is the line that the player types and the lines that were said.
type chat struct {
	typing bool
	line   []rune
	seen   int // lines heard on this link
	news   []spoken
}

type spoken struct {
	who, text string
	at        time.Duration
}

// command is what a finished line asks for: to say something, or another name.
type command struct{ say, name string }

// enter ends the line.
func (c *chat) enter() command {
	s := strings.TrimSpace(string(c.line))
	c.typing, c.line = false, c.line[:0]
	if name, ok := strings.CutPrefix(s, "/name "); ok {
		return command{name: cut(strings.TrimSpace(name), wire.MaxName)}
	}
	return command{say: cut(s, wire.MaxChat)}
}

// cut makes a text fit into a number of bytes without splitting a character.
func cut(s string, limit int) string {
	for len(s) > limit {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}

// heard takes the last lines and how many there were on this link.
func (c *chat) heard(s *Scene, lines []wire.ChatLine, said int) {
	if said < c.seen {
		c.seen = 0 // another link
	}
	fresh := min(said-c.seen, len(lines))
	c.seen = said
	for _, l := range lines[len(lines)-fresh:] {
		who := s.Name(l.Player)
		if l.Player == 0 {
			who = "server"
		}
		c.news = append(c.news, spoken{who, l.Text, s.Now})
	}
	for len(c.news) > 0 && (s.Now-c.news[0].at > chatShown || len(c.news) > 8) {
		c.news = c.news[1:]
	}
}

func (c *chat) draw(dst *ebiten.Image, s *Scene) {
	size := 14 * s.UI
	step := size * 1.45
	x, y := 16*s.UI, s.Height-74*s.UI
	who := Text{Font: Bold, Size: size, Color: glow}
	says := Text{Font: Regular, Size: size, Color: ink}
	if c.typing {
		fill(dst, x-6*s.UI, y-4*s.UI, min(560*s.UI, s.Width-2*x), step+6*s.UI, color.NRGBA{6, 10, 20, 215})
		caret := ""
		if s.Now/(500*time.Millisecond)%2 == 0 {
			caret = "|"
		}
		says.Draw(dst, "say: "+string(c.line)+caret, x, y)
	}
	for i := len(c.news) - 1; i >= 0; i-- {
		y -= step
		n := &c.news[i]
		who.Draw(dst, n.who, x, y)
		says.Draw(dst, n.text, x+who.Width(n.who)+8*s.UI, y)
	}
}
