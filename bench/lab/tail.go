package lab

import (
	"fmt"
	"slices"
	"time"

	"tickwire/client/link"
	"tickwire/game"
)

const (
	// tailTime is the end of the quiet in which a client is watched: before that its clocks may still
	// be on their way, which takes five seconds for a quarter of one.
	tailTime = 4 * time.Second

	// maxTarget is how early a client's clock aims at being where the jitter is worst.
	maxTarget = 100 * time.Millisecond

	// averaged is how many margins it takes until a clock has forgotten a quarter of a second, of which each has
	// a sixteenth of the weight. By polling they come once in a second.
	averaged = 32

	// maxQueue is what may be on its way on one direction of one connection: the second and a half of
	// frames that a room sends without an acknowledgement, and a world that comes whole.
	maxQueue = 256 << 10
)

// tail is what is known of a client at the end of a run.
type tail struct {
	frames, wrong uint64
	newest, right time.Duration // when the newest frame came, and the last that was as predicted
	margins       []time.Duration
	run           int // of frames that were not as predicted, up to the newest, since the link began
}

// turn looks at a client after one of its turns.
func (t *tail) turn(p *player, now time.Duration) {
	s := p.bot.Client().Stats(0)
	if s.Frames == t.frames {
		return
	}
	t.newest = now
	t.run += int(s.Frames - t.frames)
	if s.Mispredictions == t.wrong || t.frames == 0 {
		t.right, t.run = now, 0
	}
	t.frames, t.wrong = s.Frames, s.Mispredictions
	if now >= p.run.script.Duration-tailTime {
		t.margins = append(t.margins, s.InputMargin)
	}
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
	if r.quiet() < 2*tailTime {
		return // it was made so short
	}
	here := len(r.players) + r.script.Bots
	if r.agenda.now() < r.orphaned {
		here = room.players // and until the end somebody may go of whom the clients are yet to be told
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

// quiet is for how long nothing has happened in the end.
func (r *trial) quiet() time.Duration {
	return r.script.Duration - max(r.script.last(), r.script.Calm, arriving)
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
	late += p.pauses()
	if behind := time.Duration(newest-c.Tick()) * tick; behind > late+time.Duration(p.run.def.SendEvery+1)*tick {
		return fmt.Errorf("lab: its newest frame is %v old, and the way takes %v", behind, way.Delay)
	}
	if n := len(c.Roster()); n != here && p.run.agenda.now() >= p.run.orphaned {
		return fmt.Errorf("lab: its roster has %d players, and %d are here", n, here)
	}
	s := c.Stats(p.bot.Now())
	if s.EventsLost > 0 {
		return fmt.Errorf("lab: it has lost %d events", s.EventsLost)
	}
	wrong, most := p.tail.newest-p.tail.right, p.run.script.Astray+p.pauses()
	if wrong > most && (p.transport != link.Polling || p.tail.run > p.framesIn(most)) {
		return fmt.Errorf("lab: its prediction has been wrong for %v, which are %d frames", wrong, p.tail.run)
	}
	view := c.Draw(p.bot.Now())
	past := time.Duration(int64(view.Tick)<<8-int64(view.Moment)) * tick / 256
	if past < -late || past > s.Delay+2*tick {
		return fmt.Errorf("lab: others are drawn %v before its newest frame, and %v would do", past, s.Delay)
	}
	if p.transport == link.Polling && p.run.quiet() < averaged*pollEvery+tailTime {
		return nil
	}
	return p.tail.punctual(p.transport, tick)
}

// framesIn is how many frames the server sends in a time by WebSocket. Who asks once in a second sees in every
// frame a second of what others did, and may be as wrong about so many of them.
func (p *player) framesIn(d time.Duration) int { return int(d/(2*p.step)) / p.run.def.SendEvery }

// pauses is how much longer than on a WebSocket it may take by nature from one frame to the next: by requests
// none is made before the one for it has come, which leaves when the frame before it is there or, where a
// client asks from time to time, when it is time.
func (p *player) pauses() time.Duration {
	down, up := p.line.down.now(), p.line.up.now()
	trip := down.Delay + up.Delay + 8*(down.Jitter+up.Jitter)
	switch p.transport {
	case link.LongPolling:
		return trip
	case link.Polling:
		return pollEvery + trip
	default:
		return 0
	}
}

// punctual looks at how early inputs came, by the server's word: in time in the middle of them, and not by
// more than the clock aims at when it is right. By requests the first input of a batch tells it, which was made
// up to a tick after the batch before had gone.
func (t *tail) punctual(by link.Transport, tick time.Duration) error {
	most := maxTarget + tick
	if by != link.WebSocket {
		most += tick
	}
	if len(t.margins) == 0 {
		return fmt.Errorf("lab: no frame came in the last %v", tailTime)
	}
	slices.Sort(t.margins)
	if middle := t.margins[len(t.margins)/2]; middle < 0 || middle > most {
		return fmt.Errorf("lab: half of its inputs of the last %v came %v early or less", tailTime, middle)
	}
	return nil
}
