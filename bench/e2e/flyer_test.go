package e2e_test

import (
	"context"
	"testing"
	"time"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/fixed"
)

// fly joins a player who comes to another one, circles there, harms nobody, and leaves with the
// test.
func fly(t *testing.T, s *stage, name string, to game.PlayerID) game.PlayerID {
	t.Helper()
	url := s.socket()
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	l := link.New(link.Config{URL: url, Now: func() time.Duration { return time.Since(start) }})
	client := netplay.New(def, netplay.Config{Name: name})
	ctx, cancel := context.WithCancel(context.Background())
	joined, ended := make(chan game.PlayerID, 1), make(chan error, 2)
	go func() { ended <- l.Run(ctx) }()
	go func() {
		defer l.Close(1000, "")
		ended <- circle(ctx, l, client, start, joined, func() []int32 { return s.course(client.Local(), to) })
	}()
	t.Cleanup(func() {
		cancel()
		for range 2 {
			if err := <-ended; err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		}
	})
	select {
	case p := <-joined:
		return p
	case <-time.After(20 * time.Second):
		code, reason, err := l.Closed()
		t.Fatal("the flyer was not let in: ", code, reason, err)
		return 0
	}
}

// circle plays until ctx ends.
func circle(ctx context.Context, l *link.Link, c *netplay.Client, start time.Time, joined chan<- game.PlayerID, keys func() []int32) error {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	greeted, told := false, false
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.Wait():
		case <-tick.C:
		}
		if l.State() == link.Open && !greeted {
			greeted = true
			if err := l.Send(c.Hello()); err != nil {
				return err
			}
		}
		for m, ok := l.Poll(); ok; m, ok = l.Poll() {
			if err := c.Receive(m.Data, m.At); err != nil {
				return err
			}
		}
		if c.Joined() && !told {
			told = true
			joined <- c.Local()
		}
		if msg := c.Advance(time.Since(start), keys()); msg != nil {
			if err := l.Send(msg); err != nil {
				return err
			}
		}
	}
}

// course is the keys that bring a player to another one and keep it near: full thrust toward a place
// beside the other, which it overshoots again and again.
func (s *stage) course(p, to game.PlayerID) []int32 {
	var in arena.Input
	me, alive := s.ship(p)
	other, there := s.ship(to)
	if alive && there {
		way := other.Pos.Add(fixed.Vec{X: 60 * fixed.One}).Sub(me.Pos)
		in = arena.Input{Forward: true, UseAim: true, Aim: fixed.Atan2(way.Y, way.X)}
	}
	return arena.Inputs.Encode(nil, &in)
}
