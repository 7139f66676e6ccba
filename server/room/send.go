package room

import (
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// frame is what is about to be sent to a peer.
type frame struct {
	to         *peer
	head, tail int      // range in Core.heads
	scopes     [][]byte // the replicator's
}

// manyHeads is how many bytes of heads are made before they are written: those of a thousand frames
// as they are nearly always, and of one when everybody is told who is in a large room.
const manyHeads = 16 << 10

// send makes a frame for each link that can take one, and writes it: making them is one walk through
// what all share, and writing, which is most of the work, can be divided.
func (c *Core) send() {
	for _, p := range c.peers {
		if p.link != nil {
			c.frame(p)
		}
		if len(c.heads) >= manyHeads {
			c.flush()
		}
	}
	c.flush()
	c.evict()
	s := c.rep.Stats()
	c.counts.Encodings += uint64(s.Encodings)
	c.counts.Shared += uint64(s.Shared)
	c.counts.Keyframes += uint64(s.Keyframes)
	c.counts.EventsLost += uint64(s.EventsLost)
}

// flush writes the frames that are made.
func (c *Core) flush() {
	c.alive() // the game has been asked what they see
	c.divide(len(c.frames), c.write)
	clear(c.frames) // they must not keep links alive
	c.frames, c.heads = c.frames[:0], c.heads[:0]
	if cap(c.heads) > 2*manyHeads {
		c.heads = nil
	}
}

// frame makes a frame for a link unless it is behind: latest wins, nothing queues.
func (c *Core) frame(p *peer) {
	if c.def.Quiet() && !c.news(p) {
		c.counts.Quiet++
		return
	}
	period := c.period() * time.Duration(c.def.SendEvery)
	if !p.link.Ready() || p.flight.full(p.rtt, period) || c.roster.forgot(p.rosterSeen) {
		c.counts.Skipped++
		return
	}
	left, scopes := c.rep.Gather(p.looks, c.view(p))
	size := 0
	for _, s := range scopes {
		size += len(s)
	}
	h := &c.header
	*h = wire.FrameHeader{
		Tick: c.tick, Left: left, DrainMillis: c.drainMillis(),
		Roster: c.roster.since(h.Roster[:0], p.rosterSeen), Chat: c.chat.since(h.Chat[:0], p.chatSeen, p.player.ID),
	}
	if p.tellMargin() {
		h.InputTick, h.InputMargin = p.newestInput, micros(p.margin)
	}
	if p.newRTT {
		h.RTTMicros, h.JitterMicros = uint32(micros(p.rtt)), uint32(micros(p.jitter))
	}
	if c.oldToken(p) {
		c.token = c.sign(c.token[:0], p.player.ID, p.pass.renew(c.tick))
		h.ResumeToken = c.token
	}
	h.Verify = c.ask(p)
	p.rosterSeen, p.chatSeen, p.newRTT, p.pressed = c.roster.version, c.chat.said, false, false

	head := len(c.heads)
	c.heads = wire.AppendFrame(c.heads, h, size)
	size += len(c.heads) - head
	if !c.fits(p, size) {
		return
	}
	c.frames = append(c.frames, frame{to: p, head: head, tail: len(c.heads), scopes: scopes})
	p.flight.handed(c.tick, c.at)
	c.counts.Frames++
	c.counts.Bytes += uint64(size)
}

// view is what a peer sees.
func (c *Core) view(p *peer) game.View {
	if c.viewer != nil {
		return c.viewer.View(p.player.ID)
	}
	return game.View{All: true}
}

// writeFrame hands a frame to its link. Several goroutines may do so at a time, each for other frames.
func (c *Core) writeFrame(worker, i int) {
	f := &c.frames[i]
	parts := append(append(c.parts[worker][:0], c.heads[f.head:f.tail]), f.scopes...)
	f.to.link.Send(parts...)
	c.parts[worker] = parts
}

// oldToken reports whether it is time for another one.
func (c *Core) oldToken(p *peer) bool {
	return c.sign != nil && c.tick-p.pass.since >= game.TickNumber(int(tokenEvery/time.Second)*c.def.TickRate)
}

func micros(d time.Duration) int32 {
	return int32(min(max(d.Microseconds(), -1<<31), 1<<31-1))
}
