package lobby_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// makes is the arena with worlds that a function is told of before they are made.
func makes(before func()) *game.Definition {
	def := arena.Definition()
	world := def.New
	def.New = func(seed uint64) game.World {
		before()
		return world(seed)
	}
	return def
}

// TestASlowWorldHoldsUpNobodyElse has a game take ten seconds for the world of a second room.
func TestASlowWorldHoldsUpNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var worlds atomic.Int64
		l, stop := run(t, lobby.Config{MaxRooms: 3}, makes(func() {
			if worlds.Add(1) > 1 {
				time.Sleep(10 * time.Second)
			}
		}))
		defer stop()
		began := time.Now()
		join := func(ctx context.Context, name string) (time.Duration, error) {
			_, err := l.Join(ctx, name, room.Join{}, deaf{})
			return time.Since(began), err
		}
		in := make(chan error, 2)
		for range cap(in) {
			go func() {
				took, err := join(t.Context(), "slow")
				if err == nil && (took < 10*time.Second || took > 11*time.Second) {
					t.Errorf("the world took ten seconds and its players came in after %v", took)
				}
				in <- err
			}()
		}
		synctest.Wait()
		if took, err := join(t.Context(), ""); err != nil || took > time.Second {
			t.Errorf("one who wants into another room: after %v, %v", took, err)
		}
		if all, _ := l.Status(); len(all) != 2 || all[1].Name != "slow" || all[1].Tick != 0 {
			t.Errorf("the rooms are %+v", all)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if took, err := join(short, "slow"); room.CloseCode(err) != wire.CloseBusy || took > 2*time.Second {
			t.Errorf("one who waits for a second: after %v, %v", took, err)
		}
		for range cap(in) {
			if err := <-in; err != nil {
				t.Error(err)
			}
		}
		if n := worlds.Load(); n != 2 {
			t.Errorf("%d worlds were made, want 2", n)
		}
	})
}

// TestTheEndIsToldToThoseWhoWait stops a lobby while a room is being made.
func TestTheEndIsToldToThoseWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var worlds atomic.Int64
		l, stop := run(t, lobby.Config{MaxRooms: 3}, makes(func() {
			if worlds.Add(1) > 1 {
				time.Sleep(10 * time.Second)
			}
		}))
		left := make(chan error)
		go func() {
			_, err := l.Join(t.Context(), "slow", room.Join{}, deaf{})
			left <- err
		}()
		synctest.Wait()
		go stop()
		began := time.Now()
		if err := <-left; !errors.Is(err, room.ErrClosed) || time.Since(began) > 4*time.Second {
			t.Errorf("one who waited for the world: %v after %v", err, time.Since(began))
		}
		time.Sleep(10 * time.Second) // nobody waits for the game, but the bubble does
	})
}

// TestAWorldThatCannotBeMadeCostsItsRoomAlone has a game panic in New.
func TestAWorldThatCannotBeMadeCostsItsRoomAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		var broken atomic.Bool
		l, stop := run(t, lobby.Config{MaxRooms: 2, Log: slog.New(slog.NewTextHandler(&log, nil))}, makes(func() {
			if broken.Load() {
				panic("out of asteroids")
			}
		}))
		defer stop()
		broken.Store(true)
		for range 3 { // it keeps its place for a second, so that trying again and again makes no worlds
			_, err := l.Join(t.Context(), "friends", room.Join{}, deaf{})
			if !errors.Is(err, room.ErrBroken) || room.CloseCode(err) != wire.CloseInternal {
				t.Errorf("a room without a world: %v", err)
			}
			synctest.Wait()
		}
		if _, err := l.Join(t.Context(), "", room.Join{}, deaf{}); err != nil {
			t.Errorf("the first room: %v", err)
		}
		if got := log.String(); strings.Count(got, "out of asteroids") != 1 || !strings.Contains(got, "room=friends") {
			t.Errorf("the log says %q", got)
		}
		broken.Store(false)
		time.Sleep(time.Second + time.Millisecond)
		if _, err := l.Join(t.Context(), "friends", room.Join{}, deaf{}); err != nil {
			t.Errorf("the game has been mended: %v", err)
		}
	})
}
