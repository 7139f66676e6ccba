package app

import (
	"encoding/json"
	"io"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// stateEvery bounds how often Config.State is written.
const stateEvery = 100 * time.Millisecond

// state is what tests and tools are told; doc.go lists it.
func state(s *Scene, st *status, view View) map[string]any {
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	m := map[string]any{
		"state": st.phase, "attempt": st.attempt, "player": s.Local, "name": st.name, "room": st.room,
		"tick": s.Tick, "players": len(s.Roster), "entities": s.Rows.Len(), "scopes": st.stats.Scopes,
		"rtt_ms": ms(st.stats.RTT), "jitter_ms": ms(st.stats.Jitter), "input_margin_ms": ms(st.stats.InputMargin),
		"snapshot_age_ms": ms(st.stats.SnapshotAge), "delay_ms": ms(st.stats.Delay), "lag_ms": ms(st.stats.Lag),
		"bytes_per_s": st.stats.BytesPerSecond, "frames_per_s": st.stats.FramesPerSecond,
		"frames": st.stats.Frames, "mispredictions": st.stats.Mispredictions,
		"resumes": st.stats.Resumes, "transport": st.carried.String(), "fallback": st.second,
		"fps": ebiten.ActualFPS(), "detail": s.part, "chat": "",
	}
	m["width"], m["height"] = s.OnWindow(s.Width, s.Height)
	if e := s.Entry(s.Local); e != nil {
		m["name"] = e.Name
	}
	if st.why.code != 0 {
		m["close_code"] = st.why.code
	}
	if st.phase == waiting || st.phase == ended || st.phase == away {
		m["reason"] = st.why.reason
	}
	if st.phase == away {
		m["left_ms"] = ms(st.left)
	}
	if st.news != "" {
		m["news"] = st.news
	}
	if st.phase == waiting {
		m["retry_ms"] = ms(st.retryIn)
	}
	if st.phase == playing && st.drain {
		m["drain_ms"] = ms(st.drainIn)
	}
	if n := len(st.chat); n > 0 {
		m["chat"] = s.Name(st.chat[n-1].Player) + ": " + st.chat[n-1].Text
	}
	if r, ok := view.(Reporter); ok {
		r.Report(m, s)
	}
	return m
}

// stateLines writes states as lines of JSON, not too often.
type stateLines struct {
	to   io.Writer // nil for nobody
	last time.Duration
}

func (l *stateLines) picture(now time.Duration, state func() map[string]any) error {
	if l.to == nil || now-l.last < stateEvery {
		return nil
	}
	l.last = now
	return json.NewEncoder(l.to).Encode(state())
}
