package metrics_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"tickwire/server/lobby"
	"tickwire/server/metrics"
	"tickwire/server/room"
	"tickwire/server/session"
)

// scrape is what Prometheus reads of a server whose rooms are and count so.
func scrape(t *testing.T, sum lobby.Totals, rooms ...room.Status) string {
	t.Helper()
	m := metrics.New(func() ([]room.Status, lobby.Totals) { return rooms, sum }, func() int { return 0 })
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	page, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestEveryCountIsTold gives each counter of rooms another value and looks for all of them.
func TestEveryCountIsTold(t *testing.T) {
	page := scrape(t, lobby.Totals{
		Counts: room.Counts{
			Frames: 101, Skipped: 102, Bytes: 103, Keyframes: 104, Encodings: 105, Shared: 106, EventsLost: 107, TooLarge: 115,
			InputsLate: 108, InputsMissing: 109, InputsEarly: 110,
			Resumed: 116, Expired: 117,
			Asked: 126, Verified: 127, Diverged: 128, VerifiedLate: 129,
		},
		Ticks: 111, Overruns: 112, Dropped: 113, Panics: 124, Hangs: 125, Saved: 126, SaveFailed: 127, SavedBytes: 128,
		Refused: [session.Refusals]uint64{session.Forged: 118, session.Replayed: 119},
	}, room.Status{People: 120, Bots: 121, Lost: 122, Asleep: 123}, room.Status{People: 1, Lost: 1})
	for _, line := range []string{
		"frames_total 101", "frames_skipped_total 102", "frame_bytes_total 103", "keyframes_total 104",
		"encodings_total 105", "scopes_sent_total 106", "events_lost_total 107", "inputs_late_total 108",
		"inputs_missing_total 109", "inputs_early_total 110", "ticks_total 111", "tick_overruns_total 112",
		"inbox_dropped_total 113", "frames_too_large_total 115", "room_panics_total 124", "room_hangs_total 125",
		"checkpoints_total 126", "checkpoints_failed_total 127", "checkpoint_bytes_total 128",
		"sessions_resumed_total 116", "sessions_expired_total 117",
		`resume_tokens_refused_total{reason="forged"} 118`, `resume_tokens_refused_total{reason="replayed"} 119`,
		`resume_tokens_refused_total{reason="gone"} 0`, `players{kind="person"} 121`, `players{kind="bot"} 121`,
		`players_away{link="lost"} 123`, `players_away{link="asleep"} 123`,
		"verify_asked_total 126", "verify_scopes_total 127", "verify_diverged_total 128", "verify_late_total 129",
	} {
		if !strings.Contains(page, "\ntickwire_"+line+"\n") {
			t.Errorf("no line tickwire_%s in\n%s", line, page)
		}
	}
}
