package room_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/server/room"
)

// TestASummaryCostsNothingUntilSomebodyAsks counts what ticks allocate, and how many summaries many
// who ask all the time get.
func TestASummaryCostsNothingUntilSomebodyAsks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := room.New(room.Config{Def: swarmOf(t, &swarm{dots: 10}), Name: "r", Bots: 8, Workers: 1}) // whose rows stand still
		tick := func() {
			time.Sleep(time.Second / 30)
			r.Step()
		}
		second := func() {
			for range 30 {
				tick()
			}
		}
		for range 2000 {
			tick()
		}
		if n := testing.AllocsPerRun(10, second); n != 0 {
			t.Errorf("%v allocations per second while nobody asks, want 0", n)
		}
		ctx, cancel := context.WithCancel(t.Context())
		var asking sync.WaitGroup
		seen := make([]map[*room.Summary]bool, 4)
		for i := range seen {
			seen[i] = map[*room.Summary]bool{}
			asking.Go(func() {
				for ctx.Err() == nil {
					s, _ := r.Summary(ctx)
					seen[i][s] = true
					time.Sleep(20 * time.Millisecond)
				}
			})
		}
		for range 300 {
			tick()
		}
		cancel()
		asking.Wait()
		for i := range seen {
			if n := len(seen[i]); n < 9 || n > 11 {
				t.Errorf("one who asked for 10 s was given %d summaries, want one a second", n)
			}
		}
	})
}

func TestASummaryIsThatOfTheTick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := started(t, room.Config{Bots: 2})
		defer stop()
		s := sit(t, r, "ada", &recorder{})
		time.Sleep(2 * time.Second)
		got, current := r.Summary(t.Context())
		if !current || got.People != 1 || got.Bots != 2 || got.Draining || got.Tick != r.Status().Tick || got.Age < 2*time.Second {
			t.Errorf("got %+v, current: %v", got.Status, current)
		}
		names := ""
		for _, p := range got.Players {
			names += fmt.Sprint(p.Name, " ", p.Bot, " ", p.Away, ", ")
		}
		if want := "bot 1 true false, bot 2 true false, ada false false, "; names != want {
			t.Errorf("got %q, want %q", names, want)
		}
		s.Drop()
		if again, _ := r.Summary(t.Context()); again != got {
			t.Error("within a second there was another one")
		}
		time.Sleep(time.Second)
		if got, _ := r.Summary(t.Context()); got.Lost != 1 || !got.Players[2].Away {
			t.Errorf("after the link was lost: %+v %+v", got.Status, got.Players)
		}
		r.Drain(time.Minute)
		time.Sleep(time.Second)
	})
}

// TestASummaryIsWaitedForInVain asks a room that does not step: what is known is better than nothing.
func TestASummaryIsWaitedForInVain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := room.New(room.Config{Def: definition(t), Name: "r", Bots: 1})
		time.Sleep(time.Minute)
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		began := time.Now()
		s, current := r.Summary(ctx)
		if took := time.Since(began); current || s.Bots != 1 || took != 200*time.Millisecond {
			t.Errorf("got %+v, current: %v, after %v", s, current, took)
		}
	})
}

// TestASummaryNamesSoManyAndCountsAll asks a room that is larger than a summary.
func TestASummaryNamesSoManyAndCountsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def := definition(t)
		def.Limits.MaxPlayers = 3000
		r := room.New(room.Config{Def: def, Name: "r", Bots: 2000})
		s, _ := r.Summary(t.Context())
		if len(s.Players) != 1024 || s.Bots != 2000 {
			t.Errorf("%d named, %d counted", len(s.Players), s.Bots)
		}
		made := 0
		write := func(s *room.Summary) []byte { made++; return []byte(s.Name) }
		for range 3 {
			if got := string(s.Once(write)); got != "r" || made != 1 {
				t.Errorf("got %q, written %d times", got, made)
			}
		}
	})
}
