package app

import (
	"bytes"
	"time"

	"tickwire/client/redial"
	"tickwire/proto/wire"
)

// Memory keeps a line, such as the player's place on a server, while the program does not run, so that a page that
// is loaded again, or a program that crashed, comes back to it. Its methods are called by one
// goroutine, at the start and then seldom.
type Memory interface {
	// Load is what Save was given last, empty when there is nothing.
	Load() string
	// Save keeps a line, or forgets it when it is empty. Where that is not possible the player is
	// no worse off than without it.
	Save(place string)
}

// placeKey tells the places of different servers and games from each other.
func (c *Config) placeKey() string { return c.URL + " " + c.Def.Name }

// placeGone tells a player who wanted to come back that it is another one now.
const placeGone = "Your place was gone: you are a new player"

// heard takes what the newest messages say about the place and the phase. The caller holds mu.
func (s *session) heard(now time.Duration) {
	if !s.client.Welcomed() {
		return
	}
	if !s.welcome {
		s.welcome = true
		s.silence.Welcomed()
		if s.plan.Token() != nil && !s.client.Resumed() {
			s.tell(placeGone, now)
		}
	}
	if token, grace := s.client.Resume(); !bytes.Equal(token, s.plan.Token()) {
		s.plan.Keep(redial.Place{Token: token, Grace: grace})
		s.keepPlace()
	}
	if s.phase != playing && s.client.Joined() {
		s.phase, s.joined, s.fresh = playing, now, true
		s.plan.In()
		s.keepWay()
	}
	if s.stale != 0 && s.client.Tick() != s.stale {
		s.stale, s.fresh = 0, true
	}
}

// keepPlace writes the place down. The caller holds mu.
func (s *session) keepPlace() {
	if s.cfg.Memory != nil {
		s.cfg.Memory.Save(s.plan.Place().String())
	}
}

func (s *session) tell(news string, now time.Duration) { s.news, s.newsAt = news, now }

// wake is for when somebody looks again after a nap. The frame that comes now is far from the one
// before; a server that does not answer has gone meanwhile. The caller holds mu.
func (s *session) wake(now time.Duration) {
	s.napping, s.fresh = false, true
	s.stale = s.client.Tick()
	s.silence.Ask(now)
}

// doubt is for when something says that the path may be another one now. A link that is not yet good
// makes way for a newer one; one that is must give a sign of life soon.
func (s *session) doubt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.phase == away {
		s.abandon("trying again")
		return
	}
	s.silence.Ask(s.now())
}

// abandon ends a link that is of no use. Should the server have let somebody in on it of whom the client
// knows nothing, then it is for nobody: the place is given up. The caller holds mu.
func (s *session) abandon(why string) {
	s.silent = true
	if !s.welcome && s.plan.Token() == nil {
		_ = s.link.Send(wire.AppendLeave(nil))
		s.link.Close(uint16(wire.CloseNormal), why)
		return
	}
	s.link.Close(codeRetry, why)
}
