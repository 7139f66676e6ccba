package gate

import (
	"net/http"
	"time"

	"tickwire/proto/wire"
)

// asks reports whether the link may make another request now. One that makes far too many is closed.
func (p *pollLink) asks(now time.Time) bool {
	l := p.link
	at := now.Sub(l.gate.start)
	p.mu.Lock()
	may := p.asked.take(l.gate.quotas.requests, 1, at)
	flood := !may && !p.refused.take(l.gate.quotas.refused, 1, at)
	p.mu.Unlock()
	if may {
		l.hear(now)
		return true
	}
	l.gate.refused.Add(1)
	if flood {
		l.Close(wire.CloseFlood)
		p.settle()
	}
	return false
}

// take handles a batch of so many bytes, which came at a time, once; the status is what it is answered.
// It waits for the one before, which is the time that a Hello takes.
func (p *pollLink) take(number uint32, msgs [][]byte, size int, at time.Time) (status int, why string) {
	p.posting.Lock()
	defer p.posting.Unlock()
	defer p.finish()
	l := p.link
	switch {
	case number <= p.taken:
		return http.StatusNoContent, "" // its answer was lost
	case l.closing.Load() != nil:
		return http.StatusGone, "the link has ended; a GET tells why"
	case number != p.taken+1:
		return http.StatusConflict, "a batch before this one is missing"
	}
	p.taken = number
	if !l.bears(size, at) {
		l.expel(wire.CloseFlood)
	}
	if l.inputs == nil {
		l.inputs = new(wire.Inputs)
	}
	for _, m := range msgs {
		if len(m) > l.gate.cfg.Limits.ReadLimit {
			l.expel(wire.CloseTooLarge)
		}
		l.message(true, m, at, l.inputs)
	}
	p.mu.Lock()
	p.seat = l.seat
	p.mu.Unlock()
	return http.StatusNoContent, ""
}

// settle has the end of the link counted and logged, and its seat given up, unless a batch is being taken:
// who takes it does so then. It reports whether that has been done.
func (p *pollLink) settle() bool {
	if !p.posting.TryLock() {
		return false
	}
	defer p.posting.Unlock()
	p.finish()
	return p.settled
}

// finish is settle for who has posting.
func (p *pollLink) finish() {
	if p.link.closing.Load() == nil || p.settled {
		return
	}
	p.settled = true
	p.link.over(nil) // why is in closing
}
