package app

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/proto/wire"
)

// phase is where a session stands.
type phase string

// The phases, as State tells them.
const (
	connecting phase = "connecting" // the server has not answered yet
	joining    phase = "joining"    // it has, but the first frame is still to come
	playing    phase = "playing"
	waiting    phase = "waiting" // for the time of the next dial
	ended      phase = "ended"   // until the player asks for another dial
)

const (
	// settled is how long a player must have been in for the next loss to count as the first.
	settled = 10 * time.Second
	// unseen is after how long without a picture nobody is looking: the tab is hidden.
	unseen = 250 * time.Millisecond
	// leaving bounds how long a good-bye may take.
	leaving = 2 * time.Second
)

// session keeps a player connected. run is its goroutine; the others reach it through methods
// that hold the mutex for no longer than it takes to decode what has arrived.
type session struct {
	cfg   Config
	start time.Time
	again chan struct{} // holds one wish to dial now

	mu      sync.Mutex
	phase   phase
	link    *link.Link
	client  *netplay.Client // of the link; nil before the first
	greeted bool            // Hello is sent
	broken  error           // why the server's bytes made no sense
	last    verdict         // of the last link
	failed  int             // dials since a player was in
	retryAt time.Duration
	joined  time.Duration // when the first frame came
	name    string        // wanted
	latch   latch
	drawn   time.Duration // last picture
	fresh   bool          // see Scene.Fresh
	gaps    gaps
}

func newSession(c Config) *session {
	s := &session{cfg: c, start: time.Now(), again: make(chan struct{}, 1), phase: connecting, name: c.Name}
	for i, f := range c.Def.Schema.Input().Fields {
		if f.Edge {
			s.latch.edges = append(s.latch.edges, i)
		}
	}
	return s
}

// now is the time since the app began.
func (s *session) now() time.Duration { return time.Since(s.start) }

// run dials, plays and dials again until ctx ends; then it says good-bye and returns.
func (s *session) run(ctx context.Context) {
	for ctx.Err() == nil {
		s.play(ctx)
		if ctx.Err() != nil {
			return
		}
		timer := time.NewTimer(s.rest(rand.Float64()))
		retry := timer.C
		if s.over() {
			retry = nil
		}
		select {
		case <-ctx.Done():
		case <-retry:
		case <-s.again:
		}
		timer.Stop()
	}
}

// play is one link from dial to end.
func (s *session) play(ctx context.Context) {
	l := s.dial()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		// A link that is to end says good-bye by itself; ctx must not cut that short.
		_ = l.Run(context.WithoutCancel(ctx)) // Closed tells why
	}()
	// Four looks per tick: an input leaves at most a quarter of a tick late.
	ticker := time.NewTicker(max(time.Second/time.Duration(4*s.cfg.Def.TickRate), time.Millisecond))
	defer ticker.Stop()
	for s.pump() {
		select {
		case <-l.Wait():
		case <-ticker.C:
		case <-ctx.Done():
			_ = l.Send(wire.AppendLeave(nil)) // where that fails the close tells it
			l.Close(uint16(wire.CloseNormal), "")
			select {
			case <-gone:
			case <-time.After(leaving):
			}
			return
		}
	}
	<-gone
}

// dial begins a link.
func (s *session) dial() *link.Link {
	select {
	case <-s.again: // this is what was asked for
	default:
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase, s.greeted, s.broken = connecting, false, nil
	s.link = link.New(link.Config{URL: s.cfg.URL, Now: s.now})
	s.client = netplay.New(s.cfg.Def, netplay.Config{Name: s.name, Room: s.cfg.Room, Token: s.cfg.Token})
	s.gaps = gaps{}
	return s.link
}

// pump moves what has arrived into the client and what is due out of it. It is false when the
// link has ended and all that arrived has been seen.
func (s *session) pump() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	ended := s.link.State() == link.Closed // asked first: what came before the end is in the mail
	now := s.now()
	if !s.greeted && s.link.State() == link.Open {
		s.greeted = s.link.Send(s.client.Hello()) == nil
		s.phase = joining
	}
	for m, ok := s.link.Poll(); ok && s.broken == nil; m, ok = s.link.Poll() {
		if s.broken = s.client.Receive(m.Data, m.At); s.broken != nil {
			s.link.Close(codeBad, "the client did not understand")
			break
		}
		s.gaps.add(m.At)
	}
	if ended || s.broken != nil {
		return false
	}
	if s.phase == joining && s.client.Joined() {
		s.phase, s.joined, s.fresh = playing, now, true
	}
	hidden := now-s.drawn > unseen
	if hidden {
		s.asleep(now)
	}
	if msg := s.client.Advance(now, s.latch.vals); msg != nil {
		_ = s.link.Send(msg) // a full queue ends the link, which the next pump sees
		s.latch.taken()
	}
	return true
}

// asleep is for while nobody sees a picture: the world goes on with idle hands, and what happens
// is forgotten, so that it is not shown all at once later.
func (s *session) asleep(now time.Duration) {
	s.latch.release()
	s.client.Draw(now)
	s.client.Events(func(*game.EventLog) {})
	s.fresh = true
}

// rest records why a link ended and tells how long to wait before the next dial.
func (s *session) rest(random float64) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if s.broken != nil {
		s.last = failed(s.broken)
	} else {
		code, reason, _ := s.link.Closed()
		var notice *wire.CloseNotice
		if n, ok := s.client.Notice(); ok {
			notice = &n
		}
		first := s.last.reason
		s.last = judge(code, reason, notice)
		if s.failed > 0 && !s.greeted {
			s.last.reason = first // that no server answers is its consequence
		}
	}
	if s.phase == playing && now-s.joined >= settled {
		s.failed = 0
	}
	wait := pause(s.failed, random)
	s.failed++
	s.retryAt, s.phase = now+wait, waiting
	if !s.last.retry {
		s.phase = ended
	}
	return wait
}

func (s *session) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase == ended
}

// retry asks to dial now. While there is a link it does nothing.
func (s *session) retry() {
	select {
	case s.again <- struct{}{}:
	default: // asked for already
	}
}

// send puts a message on the link, if there is one.
func (s *session) send(msg []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase == playing {
		_ = s.link.Send(msg) // the link's end is told elsewhere
	}
}

// rename asks for another name, now and after each new dial.
func (s *session) rename(name string) {
	s.mu.Lock()
	s.name = name
	s.mu.Unlock()
	s.send(wire.AppendSetName(nil, name))
}

// input hands over what the devices say.
func (s *session) input(vals []int32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latch.set(vals)
}
