package app

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/client/redial"
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
	away       phase = "away"    // the link is lost, and the server keeps the player's place
	waiting    phase = "waiting" // for the time of the next dial
	ended      phase = "ended"   // until the player asks for another dial
)

const (
	// settled is how long a player must have been in for the next loss to count as the first.
	settled = 10 * time.Second
	// unseen is after how long without a picture nobody is looking: the tab is hidden.
	unseen = 250 * time.Millisecond
	// nap is after how long without a picture the server is no longer told what has come, nor anything
	// else. It takes the client for asleep then, and sends nothing until somebody looks again.
	nap = 3 * time.Second
	// leaving bounds how long a good-bye may take.
	leaving = 2 * time.Second
)

// session keeps a player connected. run is its goroutine; the others reach it through methods
// that hold the mutex for no longer than it takes to decode what has arrived.
type session struct {
	cfg    Config
	start  time.Time
	again  chan struct{} // holds one wish to dial now
	dialer redial.Dialer // run's alone
	better redial.Upgrade

	mu      sync.Mutex
	phase   phase
	plan    *redial.Plan
	link    *link.Link      // nil before the first
	client  *netplay.Client // of the link; nil before the first
	greeted bool            // Hello is sent
	welcome bool            // and answered
	broken  error           // why the server's bytes made no sense
	silence redial.Silence
	silent  bool    // was what ended the link
	last    verdict // of the last link
	failed  int     // dials since a player was in
	retryAt time.Duration
	joined  time.Duration // when the first frame came; 0 before there was one
	news    string        // what the player should know about the place or the way
	newsAt  time.Duration
	name    string // wanted
	latch   latch
	drawn   time.Duration   // last picture
	napping bool            // see nap
	way     string          // what Config.Ways keeps
	slower  bool            // the player has been told so, see tellWay
	stale   game.TickNumber // newest frame when somebody looked again after a nap; 0 once a newer one is here
	fresh   bool            // see Scene.Fresh
	gaps    gaps
}

func newSession(c Config) *session {
	s := &session{cfg: c, start: time.Now(), again: make(chan struct{}, 1), phase: connecting, name: c.Name}
	s.dialer.Transport = c.Transport
	s.dialer.Link = link.Config{URL: c.URL, Now: s.now, PollEvery: c.PollEvery, PollWait: pollWait}
	s.loadWay()
	place := redial.Place{}
	if c.Memory != nil {
		place = redial.ParsePlace(c.Memory.Load())
	}
	s.plan = redial.NewPlan(place, 0)
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
	defer s.dialer.Wait()
	for ctx.Err() == nil {
		l := s.dial(ctx)
		if l != nil {
			l = s.play(ctx, l)
		}
		if ctx.Err() != nil {
			return
		}
		s.pause(ctx, s.rest(l, rand.Float64()))
	}
}

// pause waits for the time of the next dial, or for the wish to dial now.
func (s *session) pause(ctx context.Context, d time.Duration) {
	if d == 0 {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	retry := timer.C
	if s.over() {
		retry = nil
	}
	select {
	case <-ctx.Done():
	case <-retry:
	case <-s.again:
	}
}

// dial is a link that is open, or that tells why it is not; nil when it is of no use to go on.
func (s *session) dial(ctx context.Context) *link.Link {
	select {
	case <-s.again: // this is what was asked for
	default:
	}
	s.mu.Lock()
	if s.phase != away {
		s.phase = connecting
	}
	plan := s.plan
	s.mu.Unlock()
	return s.dialer.Dial(ctx, plan, s.again)
}

// play is one link from when it is open to its end, or to that of a better one to which the player has
// moved meanwhile. It returns the last.
func (s *session) play(ctx context.Context, l *link.Link) *link.Link {
	s.begin(l)
	defer s.better.End()
	// Four looks per tick: an input leaves at most a quarter of a tick late.
	ticker := time.NewTicker(max(time.Second/time.Duration(4*s.cfg.Def.TickRate), time.Millisecond))
	defer ticker.Stop()
	for s.pump() {
		select {
		case <-s.link.Wait():
		case <-s.better.Wait():
		case <-ticker.C:
		case <-s.again:
			s.better.Hint(s.now())
			s.doubt()
		case <-ctx.Done():
			s.leave(s.link)
			return s.link
		}
	}
	return s.link
}

// begin makes ready for a link that is open.
func (s *session) begin(l *link.Link) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.link, s.greeted, s.welcome, s.broken = l, false, false, nil
	s.silent = false
	now := s.now()
	s.silence.Begin(now, s.plan.Hope(now) > 0 || s.dialer.Unproven(l), l.Patience())
	s.better.Begin(&s.dialer, l, now)
	if s.client == nil {
		s.client = netplay.New(s.cfg.Def, s.config())
	} else {
		s.client.Relink(s.config())
	}
	s.gaps = gaps{}
}

// config is what to ask for on a new link. The caller holds mu.
func (s *session) config() netplay.Config {
	return netplay.Config{Name: s.name, Room: s.cfg.Room, Token: s.cfg.Token, Resume: s.plan.Token()}
}

// leave gives the place up, so that it is free at once.
func (s *session) leave(l *link.Link) {
	said := s.better.Leave()
	said = l.Send(wire.AppendLeave(nil)) == nil || said
	l.Close(uint16(wire.CloseNormal), "")
	if s.mu.Lock(); said {
		s.plan.Forget()
		s.keepPlace()
	}
	s.mu.Unlock()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		s.dialer.Wait()
	}()
	select {
	case <-gone:
	case <-time.After(leaving):
	}
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
		if s.phase != away {
			s.phase = joining
		}
	}
	for m, ok := s.link.Poll(); ok && s.broken == nil; m, ok = s.link.Poll() {
		if s.broken = s.client.Receive(m.Data, m.At); s.broken != nil {
			s.link.Close(codeBad, "the client did not understand")
			break
		}
		if msg := s.client.Answer(); msg != nil {
			_ = s.link.Send(msg) // as below
		}
		s.gaps.add(m.At)
	}
	s.heard(now)
	s.improve(now)
	s.tellWay(now)
	if ended = ended && s.link.State() == link.Closed; ended && s.better.Pending() && s.broken == nil {
		return true // the server may have moved the player already
	}
	if ended || s.broken != nil {
		return false
	}
	switch idle := now - s.drawn; {
	case idle > unseen:
		s.asleep(now)
		if s.napping = idle > nap; s.napping {
			return true
		}
	case s.napping:
		s.wake(now)
	}
	if s.silence.Over(now, s.link.Heard()) {
		s.abandon("nothing comes any more")
		return false
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

// rest records why a link ended and tells how long to wait before the next dial: not at all while
// there is hope, when tries have pauses of their own. The link is nil when hope has ended.
func (s *session) rest(l *link.Link, random float64) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	switch {
	case l != nil:
		s.judge(l, now)
	case s.last.reason == "" || s.joined == 0:
		s.last = verdict{code: codeLost, reason: s.dialer.Failed(), retry: true}
		if s.last.reason == "" {
			s.last.reason = "cannot connect: the server does not answer"
		}
	}
	if s.phase == playing && now-s.joined >= settled {
		s.failed = 0
	}
	if s.last.retry && s.plan.Hope(now) > 0 {
		if s.phase = away; s.joined == 0 {
			s.phase = connecting // there is no picture yet
		}
		return 0
	}
	if s.last.anew {
		s.phase = connecting
		return 0
	}
	if s.mute(l) {
		s.phase = connecting
		s.failed++
		return 0
	}
	wait := pause(s.failed, random)
	s.failed++
	s.retryAt, s.phase = now+wait, waiting
	if !s.last.retry {
		s.phase = ended
	}
	return wait
}

// judge decides about a link that has ended. The caller holds mu.
func (s *session) judge(l *link.Link, now time.Duration) {
	first := s.last.reason
	switch {
	case s.broken != nil:
		s.last = failed(s.broken)
	case s.silent:
		s.last = verdict{code: wire.CloseIdle, reason: "connection lost", retry: true}
	default:
		_, reason, _ := l.Closed()
		var notice *wire.CloseNotice
		if n, ok := s.client.Notice(); ok {
			notice = &n
		}
		s.last = judge(uint16(redial.Ended(l)), reason, notice)
	}
	if s.last.code == wire.CloseReplaced && s.better.Took() {
		// By the player's own doing, and it came to nothing.
		s.last = verdict{code: codeLost, reason: "connection lost", retry: true}
	}
	if first != "" && !s.welcome && s.joined > 0 {
		s.last.reason = first // that no server answers is its consequence
	}
	had := s.plan.Token() != nil
	s.plan.Lost(s.last.code, l.Heard(), s.phase == playing)
	if had && s.plan.Token() == nil {
		s.keepPlace()
		if s.last.anew = s.last.code == wire.CloseToken; s.last.anew {
			s.tell(placeGone, now)
		}
	}
}

func (s *session) over() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.phase == ended
}

// retry asks to dial now. While the player plays it only has a look whether the link is still good.
func (s *session) retry() {
	select {
	case s.again <- struct{}{}:
	default: // asked for already
	}
}

// hint says that there may be a way to the server now: the system has a network again, or somebody
// looks at the page. It does not bring back who has been sent away.
func (s *session) hint() {
	if !s.over() {
		s.retry()
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
