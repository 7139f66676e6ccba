package gate

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"time"

	"tickwire/proto/wire"
)

// beatSlots spreads the pings of a period: ten thousand at once would be a burst that is seen in
// the frames.
const beatSlots = 20

// Run pings every link once in Config.PingEvery, and closes those that say no Hello or nothing at
// all, until ctx ends. Then it closes the gate and all links that are left, and waits until every
// goroutine of the gate is gone.
func (g *Gate) Run(ctx context.Context) error {
	ticker := time.NewTicker(g.cfg.PingEvery / beatSlots)
	defer ticker.Stop()
	var due []*link
	for slot := 0; ; slot = (slot + 1) % beatSlots {
		select {
		case <-ctx.Done():
			g.drain()
			return nil
		case <-ticker.C:
		}
		due = g.slot(due[:0], slot)
		for _, l := range due {
			l.beat()
		}
		clear(due) // it must not keep links alive
	}
}

func (g *Gate) slot(dst []*link, slot int) []*link {
	g.mu.Lock()
	defer g.mu.Unlock()
	for l := range g.beats[slot] {
		dst = append(dst, l)
	}
	return dst
}

// drain closes what the rooms have not closed already. A connection goes within the grace of its
// close whatever the peer does.
func (g *Gate) drain() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	for slot := range beatSlots {
		for _, l := range g.slot(nil, slot) {
			l.Close(wire.CloseShutdown)
		}
	}
	g.shutPolls()
	g.readers.Wait()
}

// beat is what a link is asked once in a period.
func (l *link) beat() {
	now := time.Now()
	at, limits := now.Sub(l.gate.start), &l.gate.cfg.Limits
	switch {
	case l.closing.Load() != nil:
	case !l.greeted.Load() && at-l.born > limits.HelloTimeout:
		l.Close(wire.CloseNoHello)
	case l.silent(at):
		l.Close(wire.CloseIdle)
	}
	l.out.beat(l, now)
}

// silent reports whether nothing has been heard for too long.
func (l *link) silent(at time.Duration) bool {
	// In this order: what ends a long silence that is allowed notes a sign of life first.
	most := l.gate.cfg.Limits.IdleTimeout + l.out.silence()
	return at-time.Duration(l.heard.Load()) > most
}

// hear notes a sign of life.
func (l *link) hear(at time.Time) { l.heard.Store(int64(at.Sub(l.gate.start))) }

// heartbeat measures the round trip of one link by WebSocket pings. A peer answers with what the
// ping held, here a number that it cannot guess, so that no early answer makes it look near.
type heartbeat struct {
	mu          sync.Mutex
	nonce       uint64 // of the ping on its way; 0 for none
	sent        time.Time
	rtt, jitter time.Duration
	seen        bool
	payload     [8]byte
}

// ping is the payload for a ping that is sent now, valid until the next call; nil while one is on
// its way. Nothing is lost on TCP, so one answer is late, never missing, and a round trip longer
// than the time between pings is measured too.
func (h *heartbeat) ping(now time.Time) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.nonce != 0 {
		return nil
	}
	h.nonce, h.sent = rand.Uint64()|1, now
	binary.BigEndian.PutUint64(h.payload[:], h.nonce)
	return h.payload[:]
}

// pong takes an answer and tells the smoothed round trip and its mean deviation, as RFC 6298
// computes them. ok is false for a pong that answers nothing.
func (h *heartbeat) pong(payload []byte, now time.Time) (rtt, jitter time.Duration, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(payload) != len(h.payload) || h.nonce == 0 || binary.BigEndian.Uint64(payload) != h.nonce {
		return 0, 0, false
	}
	h.nonce = 0
	rtt, jitter = h.smooth(now.Sub(h.sent))
	return rtt, jitter, true
}

// sample takes a round trip that something else than a ping has made.
func (h *heartbeat) sample(d time.Duration) (rtt, jitter time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.smooth(d)
}

// smooth takes a round trip into account. The caller holds mu.
func (h *heartbeat) smooth(sample time.Duration) (rtt, jitter time.Duration) {
	if !h.seen {
		h.seen, h.rtt, h.jitter = true, sample, sample/2
		return h.rtt, h.jitter
	}
	h.jitter += (max(sample-h.rtt, h.rtt-sample) - h.jitter) / 4
	h.rtt += (sample - h.rtt) / 8
	return h.rtt, h.jitter
}
