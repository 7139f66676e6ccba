package e2e_test

import (
	"testing"
	"time"

	"tickwire/bench/oracle"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// TestSlowServer lets a server stand for a while, or run in slow motion, as an overloaded one
// does, and then at full speed. Clients behind a long way must neither be closed for inputs from
// too far in the future nor stop acknowledging, and must be as prompt as before in the end.
func TestSlowServer(t *testing.T) {
	for _, row := range []struct {
		name  string
		speed float64 // from second 5 on
		until time.Duration
	}{
		{"a third of the speed", 0.33, 35 * time.Second},
		{"nine tenths", 0.9, 65 * time.Second},
		{"it stands for four seconds", 0.0001, 9 * time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			def := arena.Definition()
			if err := def.Complete(); err != nil {
				t.Fatal(err)
			}
			core := room.NewCore(def, "r", room.Seeds{Public: 5, Secret: 6})
			var now time.Duration
			p := &player{Client: netplay.New(def, netplay.Config{Name: "ada"}), now: &now}
			p.down.delay, p.up.delay = 150*time.Millisecond, 150*time.Millisecond
			who, err := core.Join(room.Join{Name: "ada"}, p)
			if err != nil {
				t.Fatal(err)
			}
			truth := oracle.New(def)
			p.id, p.follower = who.ID, truth.Follow(p.Client)
			p.Send(wire.AppendWelcome(nil, core.Welcome(who)))

			end := row.until + 10*time.Second
			var arrived [][]byte // waiting for a tick, as in the inbox of a room
			var at []time.Duration
			due := time.Duration(0)
			for ; now < end; now += period / 8 {
				for msg := p.up.get(now); msg != nil; msg = p.up.get(now) {
					arrived, at = append(arrived, msg), append(at, now)
				}
				if now >= due {
					for i, msg := range arrived {
						if err := wire.DecodeInputs(&p.in, msg, len(def.Schema.Input().Fields)); err != nil {
							t.Fatal(err)
						}
						if code := core.Inputs(p.id, &p.in, at[i]); code != 0 {
							t.Fatalf("at %v: %s; %+v", now, code.Reason(), p.Stats(now))
						}
					}
					arrived, at = nil, nil
					core.Step(now)
					if err := truth.Record(core.Tick(), core.Rows(), core.Events(), core.Replicator().Set(core.Tick())); err != nil {
						t.Fatal(err)
					}
					if due += period; now > 5*time.Second && now < row.until {
						due = min(now+time.Duration(float64(period)/row.speed), max(row.until, now+period))
					}
				}
				for msg := p.down.get(now); msg != nil; msg = p.down.get(now) {
					if err := p.Receive(msg, now); err != nil {
						t.Fatal(err)
					}
					if err := p.follower.Check(); err != nil {
						t.Fatal(err)
					}
				}
				p.Draw(now)
				p.Events(func(*game.EventLog) {})
				if msg := p.Play(now); msg != nil {
					p.up.put(now, msg)
				}
			}
			s, counts := p.Stats(now), core.Counts()
			t.Logf("%+v; %+v", s, counts)
			if s.InputTick+20 < s.Tick { // it is told now and then
				t.Errorf("in the end the newest input is for tick %d at tick %d", s.InputTick, s.Tick)
			}
			if s.InputMargin < 0 || s.InputMargin > 3*period {
				t.Errorf("in the end inputs are %v early", s.InputMargin)
			}
			if counts.Skipped > counts.Frames/20 {
				t.Errorf("%d frames were skipped beside %d sent: nothing was acknowledged", counts.Skipped, counts.Frames)
			}
		})
	}
}
