package hostile_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"tickwire/bench/lean"
	"tickwire/bench/rig"
	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
	"tickwire/server/room"
)

// TestStalledReadersDelayNobody has 40 players who do not keep up beside ten who do: half of them never
// read, half read 100 bytes in a second. The benchmark BenchmarkStalled is the same in large.
func TestStalledReadersDelayNobody(t *testing.T) { bothWays(t, testStalledReadersDelayNobody) }

func testStalledReadersDelayNobody(t *testing.T, way gate.IO) {
	const healthy, each = 10, 20
	var frames, skipped atomic.Uint64
	s := perform(t, way, host.Config{
		Limits: gate.Limits{ConnsPerRemote: -1},
		OnTick: func(c *room.Core, _ time.Duration) {
			frames.Store(c.Counts().Frames)
			skipped.Store(c.Counts().Skipped)
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var running sync.WaitGroup
	join := func(n, appetite int) *lean.Fleet {
		t.Helper()
		f := lean.New(lean.Config{URL: "ws://" + s.server.Addr().String() + "/ws", Def: s.def, Appetite: appetite})
		running.Go(func() { _ = f.Run(ctx) }) // it has no error but the context's
		for i := range n {
			if err := f.Join(ctx, fmt.Sprint("reader ", i)); err != nil {
				t.Fatal(err)
			}
		}
		return f
	}
	well := join(healthy, 0)
	never, slow := join(each, -1), join(each, 100)

	// From here on all are in. Those who never read have had what the window holds, and no more.
	s.steps(2 * s.def.TickRate)
	skips := skipped.Load()
	began, from := well.Counts().Frames, frames.Load()
	ticks, _ := s.world.count()
	s.steps(2 * s.def.TickRate)
	now, _ := s.world.count()
	got, handed := well.Counts().Frames-began, frames.Load()-from
	if want := uint64(healthy * (now - ticks)); got < want*9/10 {
		t.Errorf("in %d ticks the healthy were sent %d frames, want %d", now-ticks, got, want)
	}
	others := int64(handed) - int64(got) - int64(now-ticks) // and the honest one's
	t.Logf("in %d ticks %d frames went to the healthy, %d to the others; %d were skipped", now-ticks, got, others, skipped.Load()-skips)
	if most := int64(2*each*(now-ticks)) / 4; others > most {
		t.Errorf("%d frames went to those who do not read, of %d", others, 2*each*(now-ticks))
	}
	if n := rig.KernelMemory() / (2 * each); n > 64<<10 {
		t.Errorf("the kernel holds %d bytes for each of them, both ends together", n)
	}

	// Who never reads is given up, and told why.
	s.until("those who never read are closed", func() bool { return s.metric(`tickwire_closes_total{code="4010"}`) >= each })
	cancel()
	running.Wait()
	if c := never.Counts(); c.Closes[wire.CloseSlow] != each {
		t.Errorf("those who never read were told %v, want %d times %d", c.Closes, each, wire.CloseSlow)
	}
	if c := slow.Counts(); c.Frames == 0 {
		t.Error("those who read a little saw nothing")
	}
	if c := well.Counts(); c.Closes[wire.CloseNormal] != healthy {
		t.Errorf("the healthy ended with %v", c.Closes)
	}
}

// TestWhoReadsAgainIsShownAll stalls for longer than the ring of ticks, and reads on: what was kept,
// then a keyframe, and every tick.
func TestWhoReadsAgainIsShownAll(t *testing.T) { bothWays(t, testWhoReadsAgainIsShownAll) }

func testWhoReadsAgainIsShownAll(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	p := s.join("sleeper")
	s.steps(4 * s.def.TickRate)
	now, _ := s.world.count()

	kept, last, woke, more := 0, game.TickNumber(0), false, 0
	for more < 10 {
		op, msg, err := p.read()
		if err != nil || op == opClose {
			t.Fatalf("the sleeper was stopped by %v %v after %d frames", err, closed(msg), kept)
		}
		if op != opBinary {
			_ = p.write(opPong, msg)
			continue
		}
		f, err := p.decoder.Decode(msg)
		if err != nil {
			t.Fatal(err)
		}
		_ = p.write(opBinary, wire.AppendInputs(nil, &wire.Inputs{Ack: f.Tick}))
		switch {
		case woke && f.Tick == last+1:
			more++
		case woke:
			more = 0
		case last != 0 && f.Tick > last+32: // the first after the stall
			for i := range f.Scopes {
				if f.Scopes[i].Base != 0 {
					t.Errorf("the first frame after the stall is a difference to tick %d, not a keyframe", f.Scopes[i].Base)
				}
			}
			if woke = true; len(f.Scopes) == 0 {
				t.Error("the first frame after the stall shows nothing")
			}
		default:
			kept++
		}
		last = f.Tick
	}
	t.Logf("%d frames were kept in %d ticks of stall", kept, now)
	if kept > 2*s.def.TickRate {
		t.Errorf("%d frames were kept for one who did not read", kept)
	}
}
