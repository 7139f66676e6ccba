package lab

import (
	"fmt"
	"strconv"
	"strings"
	"testing/synctest"
	"time"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/proto/wire"
)

// Where there are polls players number what they say, because of inputs nobody can tell whether they came twice:
// a room takes one for each tick. A line that is heard again, or after a later one, is one that a batch or an
// answer has brought twice. Lines may be missing: with a link goes what was on its way.

// speakEvery is the time between two lines of a player, which the gate bears.
const speakEvery = 2 * time.Second

// chats reports whether players do.
func (s *Script) chats() bool { return s.Transport != link.WebSocket || s.Roam }

// speak says the next line when it is time.
func (p *player) speak(now time.Duration) {
	if !p.run.script.chats() || now < p.speaks || !p.bot.Client().Joined() {
		return
	}
	p.speaks = now + speakEvery
	p.lines++
	// Or it is chance whether the inputs of this turn go without it.
	synctest.Wait()
	_ = p.bot.Link().Send(wire.AppendChat(nil, fmt.Sprint(p.id, " ", p.lines))) // who cannot will dial again
}

// listen looks at the lines that a frame has brought.
func (p *player) listen(c *netplay.Client) error {
	lines := c.Chat()
	fresh := min(c.Said()-p.said, len(lines))
	p.said = c.Said()
	if !p.run.script.chats() || fresh <= 0 {
		return nil
	}
	for _, l := range lines[len(lines)-fresh:] {
		who, number, _ := strings.Cut(l.Text, " ")
		n, err := strconv.Atoi(number)
		if err != nil {
			return fmt.Errorf("lab: who has said %q?", l.Text)
		}
		if n <= p.heard[who] {
			return fmt.Errorf("lab: line %d of player %s is heard after line %d", n, who, p.heard[who])
		}
		p.heard[who] = n
	}
	return nil
}
