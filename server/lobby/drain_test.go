package lobby_test

import (
	"context"
	"errors"
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

// TestALobbyDrains has people in one of three rooms, one of which is still being made.
func TestALobbyDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var worlds atomic.Int64
		def := makes(func() {
			if worlds.Add(1) == 3 {
				time.Sleep(3 * time.Second)
			}
		})
		def.Limits.MaxPlayers = 4
		if err := def.Complete(); err != nil {
			t.Fatal(err)
		}
		l := lobby.New(lobby.Config{Room: room.Config{Def: def, Bots: 1, Slow: time.Hour}})
		ended := make(chan error, 1)
		go func() { ended <- l.Run(t.Context()) }()
		ada, bob := &told{}, &told{}
		if _, err := l.Join(t.Context(), "friends", room.Join{}, ada); err != nil {
			t.Fatal(err)
		}
		waited := make(chan error, 1)
		go func() {
			_, err := l.Join(t.Context(), "slow", room.Join{}, bob)
			waited <- err
		}()
		time.Sleep(time.Second)
		began := time.Now()
		l.Drain(10 * time.Second)
		for _, name := range []string{"", "new", "friends", "others"} {
			if _, err := l.Join(t.Context(), name, room.Join{}, deaf{}); !errors.Is(err, room.ErrClosed) {
				t.Errorf("who wants into %q: %v", name, err)
			}
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if all, _ := l.Status(); len(all) != 2 {
			t.Errorf("a second later there are %+v", all)
		}
		if err := <-waited; !errors.Is(err, room.ErrClosed) {
			t.Errorf("who waited for a world: %v", err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if took := time.Since(began); took < 10*time.Second || took > 12*time.Second {
			t.Errorf("it took %v", took)
		}
		if code := wire.CloseCode(ada.code.Load()); code != wire.CloseShutdown {
			t.Errorf("ada was told %d", code)
		}
		if _, sum := l.Status(); sum.Ticks == 0 || sum.Frames == 0 {
			t.Errorf("what the rooms did is forgotten: %+v", sum)
		}
	})
}

func TestADrainIsOverWhenItsPartsAre(t *testing.T) {
	broken := arena.Definition()
	hung, _ := steps(func(n int64) func() { return func() { time.Sleep(time.Minute) } })
	panics, _ := steps(func(n int64) func() { return func() { panic("out of cheese") } })
	for _, row := range []struct {
		name   string
		def    int
		before time.Duration // that the lobby has run
		most   time.Duration
	}{
		{"nobody there", 0, time.Second, 100 * time.Millisecond},
		{"not begun", 0, 0, 100 * time.Millisecond},
		{"the first room rests", 1, 100 * time.Second, 100 * time.Millisecond},
		{"the game hangs", 2, time.Second, 12 * time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			def := *[]*game.Definition{broken, panics, hung}[row.def]
			synctest.Test(t, func(t *testing.T) {
				if err := def.Complete(); err != nil {
					t.Fatal(err)
				}
				l := lobby.New(lobby.Config{Room: room.Config{Def: &def}})
				ended := make(chan error, 1)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				go func() { ended <- l.Run(ctx) }()
				time.Sleep(row.before)
				began := time.Now()
				l.Drain(time.Hour)
				if err := <-ended; err != nil {
					t.Error(err)
				}
				if took := time.Since(began); took > row.most {
					t.Errorf("it took %v", took)
				}
				time.Sleep(time.Minute) // until the game returns
			})
		})
	}
}
