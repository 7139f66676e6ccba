package metrics

import (
	"github.com/prometheus/client_golang/prometheus"

	"tickwire/server/lobby"
	"tickwire/server/room"
	"tickwire/server/session"
)

// state collects what rooms and gate know of themselves.
type state struct {
	rooms func() ([]room.Status, lobby.Totals)
	conns func() int
}

var (
	roomCount   = gauge("rooms", "Open rooms.")
	connCount   = gauge("connections", "Open connections, those without a seat included.")
	playerCount = gauge("players", "Players in all rooms, by who plays them.", "kind")
	awayCount   = gauge("players_away", "People among them who are away: their link is lost and they may come back, or it is asleep.", "link")
	refused     = gauge("resume_tokens_refused_total", "Resume tokens that brought nobody back, by reason; only who brought a forged one was turned away.", "reason")
)

// totals are the counters that rooms keep.
var totals = []struct {
	desc *prometheus.Desc
	of   func(*lobby.Totals) uint64
}{
	{counter("ticks_total", "Ticks stepped."), func(t *lobby.Totals) uint64 { return t.Ticks }},
	{counter("tick_overruns_total", "Ticks given up because a room could not keep up."), func(t *lobby.Totals) uint64 { return t.Overruns }},
	{counter("frames_total", "Frames handed to links."), func(t *lobby.Totals) uint64 { return t.Frames }},
	{counter("frame_bytes_total", "Bytes of these frames, without WebSocket headers."), func(t *lobby.Totals) uint64 { return t.Bytes }},
	{counter("frames_too_large_total", "Frames of more rows or bytes than a client takes; each closed its link as by a broken game."), func(t *lobby.Totals) uint64 { return t.TooLarge }},
	{counter("frames_skipped_total", "Frames not sent because the link was behind."), func(t *lobby.Totals) uint64 { return t.Skipped }},
	{counter("frames_quiet_total", "Frames left out because they would have told nothing."), func(t *lobby.Totals) uint64 { return t.Quiet }},
	{counter("keyframes_total", "Scopes sent without a base."), func(t *lobby.Totals) uint64 { return t.Keyframes }},
	{counter("encodings_total", "Scopes encoded; each is shared by all links that need it."), func(t *lobby.Totals) uint64 { return t.Encodings }},
	{counter("scopes_sent_total", "Scopes handed to links, whoever they were encoded for."), func(t *lobby.Totals) uint64 { return t.Shared }},
	{counter("events_lost_total", "Events left out of encoded scopes that had more than a client takes."), func(t *lobby.Totals) uint64 { return t.EventsLost }},
	{counter("inputs_late_total", "Inputs that came after their tick was stepped."), func(t *lobby.Totals) uint64 { return t.InputsLate }},
	{counter("inputs_early_total", "Inputs too far ahead; each closed its link."), func(t *lobby.Totals) uint64 { return t.InputsEarly }},
	{counter("inputs_missing_total", "Ticks of a player for which no input had come."), func(t *lobby.Totals) uint64 { return t.InputsMissing }},
	{counter("sessions_resumed_total", "Players who came back on another link."), func(t *lobby.Totals) uint64 { return t.Resumed }},
	{counter("sessions_expired_total", "Players who lost their link and did not come back in time."), func(t *lobby.Totals) uint64 { return t.Expired }},
	{counter("room_panics_total", "Rooms that ended because the game panicked; the log has the stacks."), func(t *lobby.Totals) uint64 { return t.Panics }},
	{counter("room_hangs_total", "Rooms that were given up because the game did not return; the log has the stacks."), func(t *lobby.Totals) uint64 { return t.Hangs }},
	{counter("checkpoints_total", "Checkpoints of rooms that were written."), func(t *lobby.Totals) uint64 { return t.Saved }},
	{counter("checkpoints_failed_total", "Checkpoints of rooms that could not be written; the log says why."), func(t *lobby.Totals) uint64 { return t.SaveFailed }},
	{counter("checkpoint_bytes_total", "Bytes of those that were."), func(t *lobby.Totals) uint64 { return t.SavedBytes }},
	{counter("verify_asked_total", "Frames that asked their client what it holds."), func(t *lobby.Totals) uint64 { return t.Asked }},
	{counter("verify_scopes_total", "Scopes of clients that were compared with what was sent."), func(t *lobby.Totals) uint64 { return t.Verified }},
	{counter("verify_diverged_total", "Of these, scopes that were not what was sent."), func(t *lobby.Totals) uint64 { return t.Diverged }},
	{counter("verify_late_total", "Scopes whose answers came when what was sent was forgotten."), func(t *lobby.Totals) uint64 { return t.VerifiedLate }},
	{counter("inbox_dropped_total", "Messages that a player's share of the inbox did not take."), func(t *lobby.Totals) uint64 { return t.Dropped }},
}

func gauge(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("tickwire_"+name, help, labels, nil)
}

func counter(name, help string) *prometheus.Desc { return gauge(name, help) }

// Describe implements prometheus.Collector.
func (s *state) Describe(out chan<- *prometheus.Desc) {
	out <- roomCount
	out <- connCount
	out <- playerCount
	out <- awayCount
	out <- refused
	for _, t := range totals {
		out <- t.desc
	}
}

// Collect implements prometheus.Collector.
func (s *state) Collect(out chan<- prometheus.Metric) {
	rooms, sum := s.rooms()
	people, bots, lost, asleep := 0, 0, 0, 0
	for _, r := range rooms {
		people += r.People
		bots += r.Bots
		lost += r.Lost
		asleep += r.Asleep
	}
	now := func(d *prometheus.Desc, n int, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(n), labels...)
	}
	now(roomCount, len(rooms))
	now(connCount, s.conns())
	now(playerCount, people, "person")
	now(playerCount, bots, "bot")
	now(awayCount, lost, "lost")
	now(awayCount, asleep, "asleep")
	for reason := range session.Refusal(session.Refusals) {
		out <- prometheus.MustNewConstMetric(refused, prometheus.CounterValue, float64(sum.Refused[reason]), reason.String())
	}
	for _, t := range totals {
		out <- prometheus.MustNewConstMetric(t.desc, prometheus.CounterValue, float64(t.of(&sum)))
	}
}
