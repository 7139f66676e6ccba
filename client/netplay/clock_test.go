package netplay_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
)

const ms = time.Millisecond

// path is the way of an input to the server and of its margin back, at a time.
type path func(now time.Duration) (up, down time.Duration)

func constant(up, down time.Duration) path {
	return func(time.Duration) (time.Duration, time.Duration) { return up, down }
}

// sent is an input: when it was made and by how much it was early at the server.
type sent struct {
	at, margin time.Duration
}

// simulate runs a clock against a server whose tick n steps at n*period.
func simulate(t *testing.T, rate int, length time.Duration, start time.Duration, p path, asleep func(time.Duration) bool) ([]sent, *netplay.Clock) {
	t.Helper()
	var c netplay.Clock
	period := time.Second / time.Duration(rate)
	_, down := p(0)
	tick0 := game.TickNumber(100)
	begin := time.Duration(tick0)*period + down
	c.Start(tick0, rate, start, begin)
	type report struct {
		tick       game.TickNumber
		margin, at time.Duration
	}
	var reports []report
	var out []sent
	var inOrder, backInOrder time.Duration // streams do not overtake
	next := game.TickNumber(0)
	for now := begin; now < begin+length; now += 4 * ms {
		if asleep != nil && asleep(now-begin) {
			continue
		}
		for len(reports) > 0 && reports[0].at <= now {
			c.Margin(reports[0].tick, reports[0].margin, now)
			reports = reports[1:]
		}
		from, to := c.Advance(now)
		if from < next || to < from {
			t.Fatalf("at %v: inputs %d to %d are due after %d", now-begin, from, to, next)
		}
		next = to
		for n := from; n < to; n++ {
			up, down := p(now - begin)
			inOrder = max(inOrder, now+up)
			margin := time.Duration(n)*period - inOrder
			// The server tells with the next tick after the input came.
			told := (inOrder/period + 1) * period
			backInOrder = max(backInOrder, told+down)
			reports = append(reports, report{n, margin, backInOrder})
			out = append(out, sent{now - begin, margin})
			if lead := time.Duration(n)*period - now; lead > time.Second {
				t.Fatalf("at %v: input %d is %v ahead", now-begin, n, lead)
			}
		}
	}
	return out, &c
}

func TestClockConverges(t *testing.T) {
	jitter := rand.New(rand.NewPCG(1, 2))
	for _, c := range []struct {
		name   string
		rate   int
		rtt    time.Duration // what Start is told
		path   path
		from   time.Duration // settled from here on
		lo, hi time.Duration // margins then
	}{
		{"constant", 30, 60 * ms, constant(30*ms, 30*ms), 2 * time.Second, 8 * ms, 26 * ms},
		{"asymmetric", 30, 60 * ms, constant(50*ms, 10*ms), 2 * time.Second, 8 * ms, 26 * ms},
		{"rtt unknown", 30, 0, constant(60*ms, 60*ms), 5 * time.Second, 8 * ms, 26 * ms},
		{"rtt longer than assumed", 30, 100 * ms, constant(150*ms, 150*ms), time.Second, 8 * ms, 60 * ms},
		{"rtt far too long", 30, 900 * ms, constant(10*ms, 10*ms), 2 * time.Second, 8 * ms, 26 * ms},
		{"20 Hz", 20, 100 * ms, constant(50*ms, 50*ms), 2 * time.Second, 16 * ms, 34 * ms},
		{"120 Hz", 120, 40 * ms, constant(20*ms, 20*ms), 2 * time.Second, 1 * ms, 16 * ms},
		{"80 ms more after 10 s", 30, 60 * ms, func(now time.Duration) (time.Duration, time.Duration) {
			if now > 10*time.Second {
				return 110 * ms, 110 * ms
			}
			return 30 * ms, 30 * ms
		}, 15 * time.Second, 8 * ms, 26 * ms},
		{"80 ms less after 10 s", 30, 220 * ms, func(now time.Duration) (time.Duration, time.Duration) {
			if now > 10*time.Second {
				return 30 * ms, 30 * ms
			}
			return 110 * ms, 110 * ms
		}, 15 * time.Second, 8 * ms, 26 * ms},
		{"400 ms more after 10 s", 30, 60 * ms, func(now time.Duration) (time.Duration, time.Duration) {
			if now > 10*time.Second {
				return 430 * ms, 30 * ms
			}
			return 30 * ms, 30 * ms
		}, 14 * time.Second, 8 * ms, 30 * ms},
		{"jitter of 20 ms", 30, 60 * ms, func(time.Duration) (time.Duration, time.Duration) {
			return 30*ms + time.Duration(jitter.IntN(20))*ms, 30 * ms
		}, 3 * time.Second, 3 * ms, 60 * ms},
		{"stall of 800 ms, then a burst", 30, 60 * ms, func(now time.Duration) (time.Duration, time.Duration) {
			if left := 10800*ms - now; left > 0 && left < 800*ms {
				return 30*ms + left, 30 * ms
			}
			return 30 * ms, 30 * ms
		}, 10900 * ms, 5 * ms, 120 * ms}, // late inputs all at once are no reason to jump
	} {
		out, clock := simulate(t, c.rate, 20*time.Second, c.rtt, c.path, nil)
		lo, hi := time.Hour, -time.Hour
		for _, s := range out {
			if s.at >= c.from {
				lo, hi = min(lo, s.margin), max(hi, s.margin)
			}
		}
		if lo < c.lo || hi > c.hi {
			t.Errorf("%s: margins %v to %v, want %v to %v; target %v", c.name, lo, hi, c.lo, c.hi, clock.Target())
		}
	}
}

func TestClockSlewsGently(t *testing.T) {
	out, _ := simulate(t, 50, 10*time.Second, 60*ms, func(now time.Duration) (time.Duration, time.Duration) {
		if now > 3*time.Second {
			return 130 * ms, 30 * ms
		}
		return 30 * ms, 30 * ms
	}, nil)
	for i := 50; i < len(out); i++ {
		took := out[i].at - out[i-50].at // 50 ticks of 20 ms
		if took < 945*ms || took > 1055*ms {
			t.Fatalf("at %v: a second's ticks took %v", out[i].at, took)
		}
	}
}

// TestClockFollowsASlowServer lets the server run in slow motion for a minute, as an overloaded
// one does, and then at full speed again. Its clients must not run away from it until it closes
// their links for inputs from too far in the future.
func TestClockFollowsASlowServer(t *testing.T) {
	for _, slow := range []float64{0.9, 0.5, 0.2} {
		const rate = 30
		period := time.Second / rate
		var c netplay.Clock
		c.Start(100, rate, 20*ms, 0)
		tick, stepped, due := game.TickNumber(100), time.Duration(0), period
		for now := time.Duration(0); now < 75*time.Second; now += ms {
			if now >= due {
				tick, stepped = tick+1, now
				if due += period; now > 5*time.Second && now < 65*time.Second {
					due = now + time.Duration(float64(period)/slow)
				}
			}
			from, to := c.Advance(now)
			for n := from; n < to; n++ {
				margin := stepped + time.Duration(int64(n)-int64(tick))*period - now
				c.Margin(n, margin, now)
				if int64(n)-int64(tick) > 2*rate {
					t.Fatalf("speed %v: at %v input %d is for %d ticks ahead", slow, now, n, n-tick)
				}
				if now > 72*time.Second && (margin < 5*ms || margin > 60*ms) {
					t.Fatalf("speed %v: at %v, long after, the margin is %v", slow, now, margin)
				}
			}
		}
	}
}

func TestClockSkipsWhatItSlept(t *testing.T) {
	out, c := simulate(t, 30, 20*time.Second, 60*ms, constant(30*ms, 30*ms), func(now time.Duration) bool {
		return now > 8*time.Second && now < 12*time.Second
	})
	if got := c.Skipped(); got < 100 || got > 125 {
		t.Errorf("%d ticks skipped in 4 s of sleep at 30 Hz, want about 112", got)
	}
	for _, s := range out {
		if s.at > 15*time.Second && (s.margin < 5*ms || s.margin > 40*ms) {
			t.Fatalf("at %v: margin %v", s.at, s.margin)
		}
	}
}

func TestClockIgnoresWhatItNeverSent(t *testing.T) {
	var c netplay.Clock
	if from, to := c.Advance(time.Second); from != to {
		t.Errorf("a stopped clock has %d to %d due", from, to)
	}
	c.Start(100, 30, 0, 0)
	c.Advance(0)
	want := c.Expected()
	for _, n := range []game.TickNumber{0, 1, 99, 5000, 4294967295} {
		c.Margin(n, -time.Hour, ms)
	}
	if got := c.Expected(); got != want {
		t.Errorf("expects %v, want %v", got, want)
	}
	for n := game.TickNumber(0); n < 4000; n++ { // the most hostile of servers
		from, to := c.Advance(time.Duration(n) * ms)
		for i := from; i < to; i++ {
			c.Margin(i, -time.Hour, time.Duration(n)*ms)
		}
		if ahead := int64(to) - 100 - int64(n)*30/1000; ahead > 31 {
			t.Fatalf("after %d ms input %d is due, %d ticks ahead", n, to, ahead)
		}
	}
}

// TestClockIsBackAtOnceAfterASleep sleeps as a hidden tab does: the server stops sending to one that
// acknowledges nothing, so the newest tick that the client knows is old when it wakes, and the clock
// waits for it. When frames come again the clock must be where it was, not slew there for half a minute.
func TestClockIsBackAtOnceAfterASleep(t *testing.T) {
	const rate, trip = 30, 60 * ms
	period := time.Second / rate
	for _, sleep := range []time.Duration{2500 * ms, 4 * time.Second, 20 * time.Second} {
		var c netplay.Clock
		c.Start(100, rate, trip, 0)
		const from = 8 * time.Second
		for now := time.Duration(0); now < from+sleep+5*time.Second; now += 4 * ms {
			if now > from && now < from+sleep {
				continue
			}
			known := now
			if now >= from+sleep && now < from+sleep+trip {
				known = from + 500*ms // until an acknowledgement has had the server send again
			}
			c.Limit(100 + int64((known-trip/2)/period) + 2*rate)
			first, last := c.Advance(now)
			for n := first; n < last; n++ {
				margin := time.Duration(int64(n)-100)*period - now - trip/2
				c.Margin(n, margin, now)
				hi := 150 * ms // the ticks that were caught up with came late, and count for a while
				if now > from+sleep+4*time.Second {
					hi = 60 * ms
				}
				if now > from+sleep+time.Second && (margin < 5*ms || margin > hi) {
					t.Fatalf("%v after a sleep of %v: margin %v", now-from-sleep, sleep, margin)
				}
			}
		}
	}
}

// TestClockIsNotBoundByALateBeginning joins over a queue that is a second long and empties later. What
// started the clock was a second old; inputs must be in time all the same when the queue is gone.
func TestClockIsNotBoundByALateBeginning(t *testing.T) {
	const rate, tick0 = 30, 100
	period := time.Second / rate
	trip := func(now time.Duration) time.Duration { return max(time.Second-now/4, 0) + 30*ms } // one way
	var c netplay.Clock
	c.Start(tick0, rate, 100*ms, 0) // what was sent a trip ago
	heard := game.TickNumber(tick0)
	for now := time.Duration(0); now < 20*time.Second; now += 4 * ms {
		server := now + trip(0) - trip(now) // when what comes now was sent
		if n := tick0 + game.TickNumber(server/period); server > 0 && n > heard {
			heard = n
			c.Frame(n, now)
		}
		c.Limit(int64(heard) + 2*rate)
		first, last := c.Advance(now)
		for n := first; n < last; n++ {
			margin := time.Duration(n-tick0)*period - (now + trip(0)) - trip(now)
			c.Margin(n, margin, now)
			if now > 12*time.Second && (margin < 5*ms || margin > 60*ms) {
				t.Fatalf("at %v: margin %v", now, margin)
			}
		}
	}
}
