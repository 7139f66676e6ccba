package lab

import (
	"fmt"
	"slices"
	"time"

	"tickwire/game"
)

const (
	// tailTime is the end of the quiet in which a client is watched: before that its clocks may still
	// be on their way, which takes five seconds for a quarter of one.
	tailTime = 4 * time.Second

	// maxTarget is how early a client's clock aims at being where the jitter is worst.
	maxTarget = 100 * time.Millisecond

	// maxQueue is what may be on its way on one direction of one connection: the second and a half of
	// frames that a room sends without an acknowledgement, and a world that comes whole.
	maxQueue = 256 << 10
)

// tail is what is known of a client at the end of a run.
type tail struct {
	frames, wrong uint64
	newest, right time.Duration // when the newest frame came, and the last that was as predicted
	margins       []time.Duration
}

// turn looks at a client after one of its turns.
func (t *tail) turn(p *player, now time.Duration) {
	if now < p.run.script.Duration-tailTime {
		return
	}
	s := p.bot.Client().Stats(0)
	if s.Frames == t.frames {
		return
	}
	t.newest = now
	if s.Mispredictions == t.wrong || t.frames == 0 {
		t.right = now
	}
	t.frames, t.wrong = s.Frames, s.Mispredictions
	t.margins = append(t.margins, s.InputMargin)
}

// judge looks at what must be true after the quiet.
func (r *trial) judge() {
	room := r.server.room()
	for _, p := range r.players {
		if n := p.line.most(); n > maxQueue {
			r.fail(p.id, fmt.Errorf("lab: %d bytes were on their way in one direction, and %d are enough", n, maxQueue))
		}
	}
	if n := room.counts; n.TooLarge > 0 || n.EventsLost > 0 || n.InputsEarly > 0 {
		r.fail(everyClient, fmt.Errorf("lab: the room counts what there must not be: %+v", n))
	}
	if r.script.Duration-max(r.script.last(), r.script.Calm, arriving) < 2*tailTime {
		return // it was made so short
	}
	here := len(r.players) + r.script.Bots
	if r.agenda.now() < r.orphaned {
		here = room.players
	}
	if room.players != here {
		r.fail(everyClient, fmt.Errorf("lab: %d players are in the room, want %d", room.players, here))
	}
	for _, p := range r.players {
		if err := p.rested(room.tick, here); err != nil {
			r.fail(p.id, err)
		}
	}
}

// rested tells what has not come to rest.
func (p *player) rested(newest game.TickNumber, here int) error {
	if !p.online || !p.bot.Client().Joined() {
		return fmt.Errorf("lab: it is not back in the room")
	}
	c, tick := p.bot.Client(), 2*p.step
	// What a way may hold back without being disturbed: two losses one after the other.
	way := p.line.down.now()
	late := way.Delay + 8*way.Jitter + 2*max(minRTO, 4*way.Delay)
	if behind := time.Duration(newest-c.Tick()) * tick; behind > late+time.Duration(p.run.def.SendEvery+1)*tick {
		return fmt.Errorf("lab: its newest frame is %v old, and the way takes %v", behind, way.Delay)
	}
	if n := len(c.Roster()); n != here {
		return fmt.Errorf("lab: its roster has %d players, and %d are here", n, here)
	}
	s := c.Stats(p.bot.Now())
	if s.EventsLost > 0 {
		return fmt.Errorf("lab: it has lost %d events", s.EventsLost)
	}
	if wrong := p.tail.newest - p.tail.right; wrong > p.run.script.Astray {
		return fmt.Errorf("lab: its prediction has been wrong for %v", wrong)
	}
	view := c.Draw(p.bot.Now())
	past := time.Duration(int64(view.Tick)<<8-int64(view.Moment)) * tick / 256
	if past < -late || past > s.Delay+2*tick {
		return fmt.Errorf("lab: others are drawn %v before its newest frame, and %v would do", past, s.Delay)
	}
	return p.tail.punctual(tick)
}

// punctual looks at how early inputs came, by the server's word: in time in the middle of them, and not by
// more than the clock aims at when it is right.
func (t *tail) punctual(tick time.Duration) error {
	if len(t.margins) == 0 {
		return fmt.Errorf("lab: no frame came in the last %v", tailTime)
	}
	slices.Sort(t.margins)
	if middle := t.margins[len(t.margins)/2]; middle < 0 || middle > maxTarget+tick {
		return fmt.Errorf("lab: half of its inputs of the last %v came %v early or less", tailTime, middle)
	}
	return nil
}
