package netplay_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
)

// drawn is what a render clock showed: the moment and how far it was behind the server.
type drawn struct {
	at     time.Duration
	moment game.ViewTick
	behind time.Duration
	frozen bool // beyond the newest frame that had come
}

// watch renders every 5 ms while frames come with a latency.
func watch(t *testing.T, rate, every int, length time.Duration, latency func(time.Duration) time.Duration) ([]drawn, *netplay.RemoteClock) {
	t.Helper()
	c := netplay.NewRemoteClock(rate, every)
	period := time.Second / time.Duration(rate)
	type frame struct {
		tick game.TickNumber
		at   time.Duration
	}
	var frames []frame
	var inOrder time.Duration
	for n := game.TickNumber(every); time.Duration(n)*period < length; n += game.TickNumber(every) {
		made := time.Duration(n) * period
		inOrder = max(inOrder, made+latency(made))
		frames = append(frames, frame{n, inOrder})
	}
	var out []drawn
	newest, last := game.TickNumber(0), game.ViewTick(0)
	for now := time.Duration(0); now < length; now += 5 * ms {
		for len(frames) > 0 && frames[0].at <= now {
			c.Frame(frames[0].tick, now)
			newest = frames[0].tick
			frames = frames[1:]
		}
		m := c.Advance(now)
		if m < last {
			t.Fatalf("at %v: went back from %d to %d", now, last, m)
		}
		last = m
		if m != 0 {
			behind := now - time.Duration(m)*period/256
			out = append(out, drawn{now, m, behind, m > game.MakeViewTick(newest, 0)})
		}
	}
	return out, &c
}

func TestRemoteClock(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	steady := func(d time.Duration) func(time.Duration) time.Duration {
		return func(time.Duration) time.Duration { return d }
	}
	step := func(a, b time.Duration) func(time.Duration) time.Duration {
		return func(made time.Duration) time.Duration {
			if made > 10*time.Second {
				return b
			}
			return a
		}
	}
	stall := func(made time.Duration) time.Duration {
		if left := 10400*ms - made; left > 0 && left < 400*ms {
			return 30*ms + left
		}
		return 30 * ms
	}
	for _, c := range []struct {
		name        string
		rate, every int
		latency     func(time.Duration) time.Duration
		from        time.Duration
		lo, hi      time.Duration // behind the server, from then on
		frozen      float64       // part of the moments beyond the newest frame, at most
	}{
		{"steady", 30, 1, steady(40 * ms), 2 * time.Second, 72 * ms, 84 * ms, 0},
		{"every third tick", 60, 3, steady(40 * ms), 2 * time.Second, 88 * ms, 100 * ms, 0},
		{"jitter of 40 ms", 30, 1, func(time.Duration) time.Duration { return 40*ms + time.Duration(r.IntN(40))*ms }, 3 * time.Second, 95 * ms, 160 * ms, 0.005},
		{"100 ms more", 30, 1, step(40*ms, 140*ms), 16 * time.Second, 170 * ms, 250 * ms, 0},
		{"100 ms less", 30, 1, step(140*ms, 40*ms), 16 * time.Second, 70 * ms, 150 * ms, 0},
		{"900 ms more", 30, 1, step(40*ms, 940*ms), 13 * time.Second, 940 * ms, 1400 * ms, 0},
		{"1.5 s less", 30, 1, step(1540*ms, 40*ms), 14 * time.Second, 70 * ms, 800 * ms, 0},
		{"stall of 400 ms, then a burst", 30, 1, stall, 25 * time.Second, 70 * ms, 150 * ms, 0},
	} {
		out, clock := watch(t, c.rate, c.every, 30*time.Second, c.latency)
		lo, hi, frozen, n := time.Hour, time.Duration(0), 0, 0
		for _, d := range out {
			if d.at >= c.from {
				lo, hi = min(lo, d.behind), max(hi, d.behind)
				n++
				if d.frozen {
					frozen++
				}
			}
		}
		if lo < c.lo || hi > c.hi || float64(frozen) > c.frozen*float64(n) {
			t.Errorf("%s: %v to %v behind, frozen %d of %d; want %v to %v and %v; delay %v",
				c.name, lo, hi, frozen, n, c.lo, c.hi, c.frozen, clock.Delay())
		}
	}
}

func TestRemoteClockRunsSmoothly(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	out, _ := watch(t, 20, 1, 20*time.Second, func(made time.Duration) time.Duration {
		if made > 8*time.Second {
			return 40*ms + time.Duration(r.IntN(120))*ms
		}
		return 40 * ms
	})
	for i := 101; i < len(out); i++ {
		// Half a second of drawing, in 256ths of a 50 ms tick.
		if took := int(out[i].moment - out[i-100].moment); took < 2560*89/100 || took > 2560*111/100 {
			t.Fatalf("at %v: half a second moved it by %d of 2560", out[i].at, took)
		}
	}
}

func TestRemoteMarginGrowsFastAndShrinksSlowly(t *testing.T) {
	margin := func(quiet int) time.Duration {
		c := netplay.NewRemoteClock(30, 1)
		n := game.TickNumber(1)
		frame := func(late time.Duration) {
			c.Frame(n, time.Duration(n)*(time.Second/30)+late)
			n++
		}
		for range 60 {
			frame(0)
		}
		for i := range 12 {
			frame(time.Duration(i%2) * 80 * ms)
		}
		for range quiet {
			frame(0)
		}
		return c.Margin()
	}
	if got := margin(0); got < 60*ms {
		t.Errorf("after 0.4 s of jitter the margin is %v, want 60 ms or more", got)
	}
	if got := margin(30); got < 50*ms {
		t.Errorf("a second later it is %v, want 50 ms or more", got)
	}
	if got := margin(600); got > 20*ms {
		t.Errorf("20 s later it is %v, want 20 ms or less", got)
	}
}
