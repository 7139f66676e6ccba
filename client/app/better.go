package app

import (
	"time"

	"tickwire/client/link"
	"tickwire/client/netplay"
)

// pollWait is for how long a request of long polling is held: games mostly send every tick, and where
// nothing comes for this long it is time to see whether there is a way to the server still.
const pollWait = time.Second

// improve moves the player to a WebSocket, should there be one now where there was none before: from
// one picture to the next. The caller holds mu.
func (s *session) improve(now time.Duration) {
	// In a nap nothing new is begun, but what the server has been asked for is waited for, and comes to an end.
	if s.phase != playing || s.napping && !s.better.Pending() {
		return
	}
	l, said := s.better.Step(now, s.hello)
	if l == nil {
		return
	}
	s.link.Close(codeRetry, "there is a better link")
	s.link, s.silent = l, false
	s.client.Relink(s.config())
	s.silence.Begin(now, true, l.Patience())
	for _, m := range said {
		if s.broken = s.client.Receive(m.Data, m.At); s.broken != nil {
			s.link.Close(codeBad, "the client did not understand")
			return
		}
		if msg := s.client.Answer(); msg != nil {
			_ = s.link.Send(msg) // as in pump
		}
		s.gaps.add(m.At)
	}
	s.heard(now)
	s.keepWay()
}

// What a player is told of the way to the server.
const (
	waySlower = "WebSocket does not get through here: playing by long polling, which is slower"
	wayBetter = "WebSocket gets through now: long polling is over"
)

// tellWay tells the player once that the way is second best, and once when it is not any more, but not
// over other news, nor while nobody looks. The caller holds mu.
func (s *session) tellWay(now time.Duration) {
	slower, shown := s.better.Looking(), s.recent(now)
	if s.phase != playing || slower == s.slower || shown != "" && shown != waySlower && shown != wayBetter || now-s.drawn > unseen {
		return
	}
	if s.slower = slower; slower {
		s.tell(waySlower, now)
	} else {
		s.tell(wayBetter, now)
	}
}

// hello is the first message on a better link; nil while the server keeps no place to go on from. The
// caller holds mu.
func (s *session) hello() []byte {
	if s.plan.Token() == nil {
		return nil
	}
	return netplay.New(s.cfg.Def, s.config()).Hello()
}

// mute reports whether a link ended without a word of the server though another transport is still to
// be tried, which is what the next dial does first. The caller holds mu.
func (s *session) mute(l *link.Link) bool {
	return l != nil && s.failed == 0 && s.dialer.Unproven(l) && l.Stats().MessagesIn == 0 && s.silent
}
