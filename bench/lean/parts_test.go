package lean

import (
	"bytes"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// TestFrames cuts what a server writes, at every length that has a header of its own, and byte by
// byte; and reads back what AppendFrame masks.
func TestFrames(t *testing.T) {
	for _, n := range []int{0, 1, 125, 126, 127, 65535, 65536, wire.MaxMessage} {
		payload := bytes.Repeat([]byte{0xa5}, n)
		var whole []byte
		switch {
		case n < 126:
			whole = []byte{bitFin | OpBinary, byte(n)}
		case n < 1<<16:
			whole = []byte{bitFin | OpBinary, 126, byte(n >> 8), byte(n)}
		default:
			whole = []byte{bitFin | OpBinary, 127, 0, 0, 0, 0, 0, byte(n >> 16), byte(n >> 8), byte(n)}
		}
		whole = append(whole, payload...)
		for _, short := range []int{0, 1, 2, 3, 9, len(whole) - 1} {
			if short >= len(whole) {
				continue
			}
			if _, _, _, ok, err := CutFrame(whole[:short]); ok || err != nil {
				t.Errorf("%d of %d bytes: ok %v, err %v", short, len(whole), ok, err)
			}
		}
		opcode, got, rest, ok, err := CutFrame(append(whole, 7))
		if !ok || err != nil || opcode != OpBinary || !bytes.Equal(got, payload) || !bytes.Equal(rest, []byte{7}) {
			t.Errorf("%d bytes: ok %v, err %v, opcode %d, %d bytes and %d", n, ok, err, opcode, len(got), len(rest))
		}
		if n > 65535 {
			continue // players say less
		}
		masked := AppendFrame(nil, OpBinary, 0x01020304, payload)
		head := len(masked) - n - 4
		for i := range masked[head+4:] {
			masked[head+4+i] ^= masked[head+i%4]
		}
		if !bytes.Equal(masked[head+4:], payload) || masked[1]&bitMask == 0 {
			t.Errorf("%d bytes are not what they were under the mask", n)
		}
	}
	for _, bad := range [][]byte{{0x02, 0}, {0xf2, 0}, {0x82, 0x80}, {0x82, 127, 0, 0, 0, 0, 1, 0, 0, 0}} {
		if _, _, _, _, err := CutFrame(bad); err == nil {
			t.Errorf("%x was taken", bad)
		}
	}
}

// TestLook holds the glance at a frame against the encoder, behind whatever else is in it.
func TestLook(t *testing.T) {
	for _, h := range []wire.FrameHeader{
		{Tick: 1},
		{Tick: 300, InputTick: 299, InputMargin: -70_000},
		{Tick: 1 << 31, InputTick: 5, InputMargin: 12, Left: []game.ScopeID{4, 8}, Chat: []wire.ChatLine{{Text: "hi"}}},
	} {
		g, err := look(append(wire.AppendFrame(nil, &h, 3), 0x2a, 1, 0))
		want := glance{h.Tick, h.InputTick, time.Duration(h.InputMargin) * time.Microsecond}
		if err != nil || g != want {
			t.Errorf("got %+v, %v, want %+v", g, err, want)
		}
	}
	whole := wire.AppendFrame(nil, &wire.FrameHeader{Tick: 300}, 0)
	for n := range whole {
		if _, err := look(whole[:n]); err == nil {
			t.Errorf("the first %d bytes were taken for a frame", n)
		}
	}
}

func TestClock(t *testing.T) {
	c := &clock{period: 20 * time.Millisecond}
	c.saw(100, time.Second)
	c.saw(100, time.Second+15*time.Millisecond) // served last
	c.saw(99, time.Second+16*time.Millisecond)  // and one that is behind
	for _, row := range []struct {
		after time.Duration
		want  game.TickNumber
	}{
		{0, 101},
		{17 * time.Millisecond, 101},
		{18 * time.Millisecond, 102}, // too near to the next tick
		{37 * time.Millisecond, 102},
		{38 * time.Millisecond, 103},
		{time.Hour, 126},
	} {
		if got := c.next(time.Second + row.after); got != row.want {
			t.Errorf("%v after tick 100: got tick %d, want %d", row.after, got, row.want)
		}
	}
}

// TestClockLearns tells a clock of ticks that begin 5 ms before their first frame is here: it must
// send for the tick before the server steps it. Then frames come late, a little and a lot.
func TestClockLearns(t *testing.T) {
	const period, lag = 20 * time.Millisecond, 5 * time.Millisecond
	c := &clock{period: period}
	began := func(n game.TickNumber) time.Duration { return time.Duration(n) * period }
	for n := game.TickNumber(100); n < 600; n++ {
		c.saw(n, began(n)+lag)
		c.told(n, began(n))
	}
	next := func(at time.Duration) int { return int(c.next(at)) }
	if got := [2]int{next(began(600) - 3*time.Millisecond), next(began(600) - time.Millisecond)}; got != [2]int{600, 601} {
		t.Errorf("3 and 1 ms before tick 600: got ticks %v", got)
	}
	c.saw(600, began(600)+lag+4*time.Millisecond)
	if got := next(began(601) - time.Millisecond); got != 602 {
		t.Errorf("one late frame moved the clock: 1 ms before tick 601 inputs are for %d", got)
	}
	c.saw(601, began(601)+lag+10*time.Millisecond)
	if got := next(began(602) + 5*time.Millisecond); got != 602 {
		t.Errorf("a server that is half a tick late was not believed: inputs are for %d, want 602", got)
	}
}

// TestDue follows a player from one input to the next.
func TestDue(t *testing.T) {
	for _, row := range []struct {
		name string
		next []game.TickNumber
		want string // j joins, a input made ahead, . none
	}{
		{"in step", []game.TickNumber{5, 6, 7, 8}, "jjjj"},
		{"a gap", []game.TickNumber{5, 7, 8}, "jjj"},
		{"between two ticks", []game.TickNumber{5, 7, 7, 8, 10, 10}, "jjaaja"},
		{"a hiccup", []game.TickNumber{5, 8, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}, "jjaaaaaaaa.aa"},
		{"a server that stands", []game.TickNumber{5, 5, 5, 5, 5}, "jaa.."},
	} {
		p, got := &player{}, ""
		for _, next := range row.next {
			n, made := p.due(next)
			switch {
			case made && n == next:
				got += "j"
			case made:
				got += "a"
			default:
				got += "."
			}
			if made {
				p.made = n
			}
		}
		if got != row.want {
			t.Errorf("%s: got %s, want %s", row.name, got, row.want)
		}
	}
}

// TestMeasure has the server tell of inputs in its fourth frame only: each is measured up to the
// frame that showed it, and the one that was late is not.
func TestMeasure(t *testing.T) {
	f := New(Config{})
	p := &player{fleet: f, clock: &clock{period: time.Second}}
	for n := game.TickNumber(10); n < 14; n++ {
		p.sent[n%64] = sentInput{tick: n, at: time.Duration(n) * time.Millisecond}
		p.made = n
	}
	for n := game.TickNumber(9); n < 13; n++ {
		p.measure(glance{tick: n}, time.Duration(n+5)*time.Millisecond)
	}
	if got := f.cfg.Latency.Take(); got.N() != 0 {
		t.Errorf("%d were measured before it was told that they counted", got.N())
	}
	p.measure(glance{tick: 20, inputTick: 13, margin: -time.Millisecond}, time.Second)
	if got := f.cfg.Latency.Take(); got.N() != 3 || got.Mean() != 5*time.Millisecond {
		t.Errorf("got %d of %v, want 3 of 5ms", got.N(), got.Mean())
	}
	if got := f.Counts().Late; got != 1 {
		t.Errorf("%d late, want 1", got)
	}
}
