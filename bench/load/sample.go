package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"tickwire/bench/histogram"
	"tickwire/bench/lean"
	"tickwire/proto/wire"
)

// Sample is what a load did up to a moment, or between two.
type Sample struct {
	At        time.Duration // since the load was made; of a difference, its length
	Connected int           // at the end
	Full      int           // of these, full clients
	Failed    int           // joins that came to nothing
	Tried     int           // joins that came to an end, full clients from their beginning

	Lean           lean.Counts
	FullFrames     uint64
	FullBytes      uint64
	FullRows       uint64 // held by full clients, summed over their frames
	Mispredictions uint64

	// Lean players send for the next tick; full clients as early as their clock finds right.
	LeanLatency, LeanInterval *histogram.Counts
	FullLatency, FullInterval *histogram.Counts

	Closes map[wire.CloseCode]int
}

// Sample takes the figures as they stand now.
func (g *Generator) Sample() *Sample {
	s := &Sample{
		At: time.Since(g.start), Lean: g.fleet.Counts(), Failed: int(g.failed.Load()), FullRows: g.rows.Load(),
		LeanLatency: g.leanLatency.Take(), LeanInterval: g.leanInterval.Take(),
		FullLatency: g.fullLatency.Take(), FullInterval: g.fullInterval.Take(),
	}
	s.Closes = s.Lean.Closes
	g.mu.Lock()
	defer g.mu.Unlock()
	for code, n := range g.closes {
		s.Closes[code] += n
	}
	for _, b := range g.bots {
		st := b.Stats()
		s.FullFrames += st.Frames
		s.FullBytes += st.Link.BytesIn
		s.Mispredictions += st.Mispredictions
	}
	s.Full = g.fullJoined() - g.gone
	s.Tried = s.Lean.Joined + s.Failed + len(g.bots)
	s.Connected = s.Lean.Connected + s.Full
	return s
}

// Minus is what happened after an earlier sample; what is counted at a moment stays.
func (s *Sample) Minus(earlier *Sample) *Sample {
	d := *s
	d.At -= earlier.At
	d.Failed -= earlier.Failed
	d.FullFrames -= earlier.FullFrames
	d.FullBytes -= earlier.FullBytes
	d.FullRows -= earlier.FullRows
	d.Mispredictions -= earlier.Mispredictions
	d.Lean.Frames -= earlier.Lean.Frames
	d.Lean.Bytes -= earlier.Lean.Bytes
	d.Lean.Sent -= earlier.Lean.Sent
	d.Lean.SentBytes -= earlier.Lean.SentBytes
	d.Lean.Unsent -= earlier.Lean.Unsent
	d.Lean.Late -= earlier.Lean.Late
	d.LeanLatency = s.LeanLatency.Minus(earlier.LeanLatency)
	d.LeanInterval = s.LeanInterval.Minus(earlier.LeanInterval)
	d.FullLatency = s.FullLatency.Minus(earlier.FullLatency)
	d.FullInterval = s.FullInterval.Minus(earlier.FullInterval)
	d.Closes = maps.Clone(s.Closes)
	for code, n := range earlier.Closes {
		if d.Closes[code] -= n; d.Closes[code] == 0 {
			delete(d.Closes, code)
		}
	}
	return &d
}

// Plus is what two loads did together, one beside the other.
func (s *Sample) Plus(o *Sample) *Sample {
	d := *s
	d.At = max(s.At, o.At)
	d.Connected += o.Connected
	d.Full += o.Full
	d.Failed += o.Failed
	d.Tried += o.Tried
	d.FullFrames += o.FullFrames
	d.FullBytes += o.FullBytes
	d.FullRows += o.FullRows
	d.Mispredictions += o.Mispredictions
	d.Lean = s.Lean.Plus(o.Lean)
	d.LeanLatency = s.LeanLatency.Plus(o.LeanLatency)
	d.LeanInterval = s.LeanInterval.Plus(o.LeanInterval)
	d.FullLatency = s.FullLatency.Plus(o.FullLatency)
	d.FullInterval = s.FullInterval.Plus(o.FullInterval)
	d.Closes = map[wire.CloseCode]int{}
	for _, closes := range []map[wire.CloseCode]int{s.Closes, o.Closes} {
		for code, n := range closes {
			d.Closes[code] += n
		}
	}
	return &d
}

// Frames is the frames that all players received.
func (s *Sample) Frames() uint64 { return s.Lean.Frames + s.FullFrames }

// FrameRate is frames per second for each player.
func (s *Sample) FrameRate() float64 { return s.perPlayerSecond(float64(s.Frames())) }

// ByteRate is bytes received per second for each player.
func (s *Sample) ByteRate() float64 { return s.perPlayerSecond(float64(s.Lean.Bytes + s.FullBytes)) }

// InView is how many rows a full client held on average.
func (s *Sample) InView() float64 { return per(s.FullRows, s.FullFrames) }

// FrameSize is the bytes of a lean player's frame on average, WebSocket's header included.
func (s *Sample) FrameSize() float64 { return per(s.Lean.Bytes, s.Lean.Frames) }

// InputSize is the same of its inputs.
func (s *Sample) InputSize() float64 { return per(s.Lean.SentBytes, s.Lean.Sent) }

func per(sum, n uint64) float64 { return float64(sum) / float64(max(n, 1)) }

func (s *Sample) perPlayerSecond(n float64) float64 {
	if s.Connected == 0 || s.At <= 0 {
		return 0
	}
	return n / float64(s.Connected) / s.At.Seconds()
}

// Line is the figures in one line, for watching.
func (s *Sample) Line() string {
	interval := s.LeanInterval
	if interval.N() == 0 {
		interval = s.FullInterval
	}
	line := fmt.Sprintf("%d players  %.0f frames/s  %.1f kB/s each  interval %s  latency %s (full %s) ms",
		s.Connected, float64(s.Frames())/s.At.Seconds(), s.ByteRate()/1000, pair(interval), pair(s.LeanLatency), pair(s.FullLatency))
	if s.Lean.Unsent > 0 || s.Lean.Late > 0 {
		line += fmt.Sprintf("  unsent %d late %d", s.Lean.Unsent, s.Lean.Late)
	}
	if s.Failed > 0 {
		line += fmt.Sprintf("  failed %d", s.Failed)
	}
	if text := s.closes(" "); text != "" {
		line += "  closed " + text
	}
	return line
}

// Table is all figures, for the end.
func (s *Sample) Table() string {
	var b strings.Builder
	row := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-28s ", name)
		fmt.Fprintf(&b, format+"\n", args...)
	}
	row("time", "%.1f s", s.At.Seconds())
	row("players", "%d, of them %d full clients", s.Connected, s.Full)
	row("joins that failed", "%d", s.Failed)
	row("frames", "%d, %.1f a second for each player", s.Frames(), s.FrameRate())
	row("bytes", "%.2f kB a second for each player", s.ByteRate()/1000)
	row("inputs", "%d sent, of %.0f bytes, %d unsent, %d late", s.Lean.Sent, s.InputSize(), s.Lean.Unsent, s.Lean.Late)
	for _, h := range []struct {
		name   string
		counts *histogram.Counts
	}{
		{"frame interval", s.LeanInterval},
		{"frame interval, full", s.FullInterval},
		{"latency, next tick", s.LeanLatency},
		{"latency, full", s.FullLatency},
	} {
		if c := h.counts; c.N() > 0 {
			row(h.name, "p50 %s  p99 %s  p99.9 %s  ms, of %d", ms(c.Quantile(0.5)), ms(c.Quantile(0.99)), ms(c.Quantile(0.999)), c.N())
		}
	}
	if s.FullFrames > 0 {
		row("rows in view", "%.1f of a full client", s.InView())
		row("mispredictions", "%.1f %% of the full clients' frames", 100*float64(s.Mispredictions)/float64(s.FullFrames))
	}
	if text := s.closes("\n" + strings.Repeat(" ", 29)); text != "" {
		row("closed", "%s", text)
	}
	return b.String()
}

// closes lists how often links ended with which code.
func (s *Sample) closes(between string) string {
	var parts []string
	for _, code := range slices.Sorted(maps.Keys(s.Closes)) {
		parts = append(parts, fmt.Sprintf("%d:%d", code, s.Closes[code]))
	}
	return strings.Join(parts, between)
}

func pair(c *histogram.Counts) string { return ms(c.Quantile(0.5)) + "/" + ms(c.Quantile(0.99)) }

// ms is milliseconds with the digits that mean something; "-" for none.
func ms(d time.Duration) string {
	v := float64(d.Microseconds()) / 1000
	switch {
	case d == 0:
		return "-"
	case v < 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.0f", v)
	}
}
