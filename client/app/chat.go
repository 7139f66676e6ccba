package app

import (
	"image/color"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/game"
	"tickwire/proto/wire"
)

// chatShown is how long a line of chat stays on the screen.
const chatShown = 9 * time.Second

// secret is the colour of what is said to one player alone.
var secret = color.NRGBA{0xf2, 0xb3, 0xff, 0xff}

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
	private   bool
}

// command is what a finished line asks for: to say something, to one alone where to is not 0, or
// another name. What could not be understood is told to the player.
type command struct {
	say, name string
	to        game.PlayerID
	wrong     string
}

// enter ends the line.
func (c *chat) enter(s *Scene) command {
	line := strings.TrimSpace(string(c.line))
	c.typing, c.line = false, c.line[:0]
	word, rest, _ := strings.Cut(line, " ")
	switch rest = strings.TrimSpace(rest); word {
	case "/name":
		if rest != "" {
			return command{name: cut(rest, wire.MaxName)}
		}
	case "/msg", "/w":
		return whisper(s, word, rest)
	}
	return command{say: cut(line, wire.MaxChat)}
}

// whisper finds whom a private line is for. Names have spaces in them, and one may be the beginning of
// another, so the longest is meant.
func whisper(s *Scene, word, rest string) command {
	do, name := command{wrong: word + " NAME TEXT says something to one player alone"}, ""
	for i := range s.Roster {
		e := &s.Roster[i]
		if len(e.Name) <= len(name) || len(rest) <= len(e.Name) || rest[len(e.Name)] != ' ' || !strings.EqualFold(rest[:len(e.Name)], e.Name) {
			continue
		}
		name = e.Name
		do = command{to: e.Player, say: cut(strings.TrimSpace(rest[len(name):]), wire.MaxChat)}
		if e.Bot {
			do = command{wrong: name + " is a bot and reads nothing"}
		}
	}
	return do
}

// hint tells the player something that nobody said.
func (c *chat) hint(s *Scene, text string) {
	c.news = append(c.news, spoken{who: "help", text: text, at: s.Now})
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
		if l.To != 0 && l.Player == s.Local {
			who = "to " + s.Name(l.To)
		}
		c.news = append(c.news, spoken{who: who, text: l.Text, at: s.Now, private: l.To != 0})
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
		name, what := who, says
		if n.private {
			name.Color, what.Color = secret, secret
		}
		name.Draw(dst, n.who, x, y)
		what.Draw(dst, n.text, x+name.Width(n.who)+8*s.UI, y)
	}
}
