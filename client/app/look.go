package app

import (
	"time"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/proto/wire"
)

// status is a copy of what the user interface shows about a session.
type status struct {
	phase   phase
	why     verdict
	retryIn time.Duration
	attempt int
	left    time.Duration // for which the server keeps the player's place; 0 while it is not lost
	news    string        // about the place or the way; empty for none, or when it is old
	name    string        // wanted
	room    string
	stats   netplay.Stats
	carried link.Transport // of the newest link
	second  bool           // because no WebSocket got through
	never   bool           // has the player been in
	gaps    []time.Duration
	chat    []wire.ChatLine
	said    int // lines of chat on this link
	drain   bool
	drainIn time.Duration // until the server restarts, where drain says that it does
}

// look copies out what one picture shows: the scene, the events since the last one, and the
// status. The memory of all three is used again.
func (s *session) look(sc *Scene, log *game.EventLog, st *status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	log.Reset()
	sc.Now, sc.Passed = now, min(now-s.drawn, unseen)
	s.drawn = now
	sc.Playing = s.phase == playing
	*st = status{
		phase: s.phase, why: s.last, retryIn: max(s.retryAt-now, 0), attempt: s.failed, name: s.name,
		room: s.cfg.Room, news: s.recent(now), never: s.joined == 0,
		gaps: st.gaps[:0], chat: st.chat[:0],
	}
	if s.phase == away {
		st.left = s.plan.Hope(now)
	}
	if s.client == nil {
		return
	}
	st.stats = s.client.Stats(now)
	st.carried, st.second = s.link.Transport(), s.better.Looking()
	st.gaps = s.gaps.all(st.gaps)
	st.chat = append(st.chat, s.client.Chat()...)
	st.said = s.client.Said()
	st.drainIn, st.drain = s.client.Drain(now)
	if !sc.Playing {
		return // the rows stay what was seen last
	}
	sc.take(s.client, now)
	sc.Fresh, s.fresh = s.fresh, false
	s.client.Events(func(l *game.EventLog) {
		for i := 0; !sc.Fresh && i < l.Len(); i++ {
			log.Append(l.Number(i), l.Vals(i))
		}
	})
}

// newsShown is for how long the player is told of the place or the way.
const newsShown = 8 * time.Second

// recent is the news as long as they are shown. The caller holds mu.
func (s *session) recent(now time.Duration) string {
	if s.phase != playing || now-max(s.newsAt, s.joined) > newsShown {
		return ""
	}
	return s.news
}
