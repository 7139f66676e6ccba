//go:build !js

package app

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/server/host"
)

// pocket is a Memory for tests.
type pocket struct{ place string }

func (p *pocket) Load() string      { return p.place }
func (p *pocket) Save(place string) { p.place = place }

// play begins a session of the arena; quit ends its program without a good-bye, or with one.
func play(t *testing.T, addr string, memory Memory) (o *onlooker, quit func(goodbye bool)) {
	t.Helper()
	return playAs(t, addr, memory, nil)
}

func playAs(t *testing.T, addr string, memory, ways Memory) (o *onlooker, quit func(goodbye bool)) {
	t.Helper()
	c := Config{Def: arena.Definition(), URL: "ws://" + addr + "/ws", Name: "ada", Memory: memory, Ways: ways}
	if err := c.Def.Complete(); err != nil {
		t.Fatal(err)
	}
	o = &onlooker{session: newSession(c), t: t, scene: Scene{Rows: game.NewRows(c.Def.Schema)}}
	ctx, leave := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		o.run(ctx)
	}()
	quit = func(goodbye bool) {
		if !goodbye {
			o.mu.Lock()
			o.link.Close(codeRetry, "as a process that dies")
			o.mu.Unlock()
		}
		leave()
		<-gone
	}
	o.until("the game", func() bool { return o.st.phase == playing && o.ship() != 0 })
	return o, quit
}

// ship is the own ship in the picture; 0 for none.
func (o *onlooker) ship() game.EntityID {
	for id, ship := range arena.Ships.All(o.scene.Rows) {
		if ship.Owner == o.scene.Local {
			return id
		}
	}
	return 0
}

func quiet() host.Config {
	return host.Config{Def: arena.Definition(), Addr: "127.0.0.1:0", NoPage: true, Log: slog.New(slog.DiscardHandler)}
}

// TestComesBackWhateverHappensToThePath breaks the path in each way, for as long as it takes until
// some tries have failed, and mends it.
func TestComesBackWhateverHappensToThePath(t *testing.T) {
	for _, row := range []struct {
		name  string
		fails func(p *rig.Path)
		tries int // that fail before the path is well
	}{
		{"the connection is cut", func(p *rig.Path) { p.Cut(); p.Mend() }, 0},
		{"nobody is reached for a while", (*rig.Path).Cut, 4},
		{"packets vanish", (*rig.Path).Swallow, 2},
		{"nothing moves", (*rig.Path).Hold, 1},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := rig.Run(t, quiet())
			path := rig.Through(t, s.Addr().String())
			o, quit := play(t, path.Addr(), nil)
			defer quit(true)
			me, ship, name := o.scene.Local, o.ship(), o.scene.Name(o.scene.Local)
			best := time.Hour
			for round := uint64(1); round <= 4 && best > time.Second; round++ {
				came := path.Came()
				row.fails(path)
				if row.tries > 0 {
					o.until("the loss", func() bool { return o.st.phase == away })
					if o.scene.Playing || o.ship() != ship || o.st.left < 20*time.Second || o.st.left > 30*time.Second {
						t.Errorf("away for the first moment: ship %d of %d, %v left", o.ship(), ship, o.st.left)
					}
				}
				o.until("tries", func() bool { return path.Came() >= came+row.tries })
				path.Mend()
				mended := time.Now()
				o.until("the game again", func() bool { return o.st.phase == playing && o.st.stats.Resumes >= round })
				best = min(best, time.Since(mended))
				if o.scene.Local != me || o.ship() != ship || o.scene.Name(me) != name || o.st.news != "" {
					t.Fatalf("player %d was %d, ship %d was %d, %q was %q: %+v", o.scene.Local, me, o.ship(), ship, o.scene.Name(me), name, o.st)
				}
			}
			t.Logf("back %v after the path was, with %d connections in all", best, path.Came())
			if best > time.Second {
				t.Errorf("it took %v", best)
			}
		})
	}
}

// TestAProgramThatDiedComesBack begins with what another one wrote down.
func TestAProgramThatDiedComesBack(t *testing.T) {
	s := rig.Run(t, quiet())
	at := s.Addr().String()
	memory := &pocket{}
	first, quit := play(t, at, memory)
	me, ship := first.scene.Local, first.ship()
	token := memory.place
	quit(false)

	memory.place = token // the first had the time to forget it
	second, quit := play(t, at, memory)
	if second.scene.Local != me || second.ship() != ship || second.st.news != "" {
		t.Errorf("player %d with ship %d came back as %d with %d: %+v", me, ship, second.scene.Local, second.ship(), second.st)
	}
	quit(true)
	if memory.place != "" {
		t.Errorf("after a good-bye %q is kept", memory.place)
	}

	for _, old := range []string{token, "30000.Zm9yZ2Vk"} { // gone, and never had
		memory.place = old
		third, quit := play(t, at, memory)
		if third.scene.Local == me || third.st.news != placeGone || memory.place == old || memory.place == "" {
			t.Errorf("with %q: player %d, told %q, keeps %q", old, third.scene.Local, third.st.news, memory.place)
		}
		quit(true)
	}
}

// TestWhoIsReplacedStaysAway lets a second window take the place of the first.
func TestWhoIsReplacedStaysAway(t *testing.T) {
	s := rig.Run(t, quiet())
	at := s.Addr().String()
	mine := &pocket{}
	first, quit := play(t, at, mine)
	defer quit(true)
	me := first.scene.Local
	second, quitSecond := play(t, at, &pocket{place: mine.place})
	defer quitSecond(true)
	if second.scene.Local != me {
		t.Errorf("the second window is player %d, want %d", second.scene.Local, me)
	}
	first.until("the end", func() bool { return first.st.phase == ended })
	if first.st.why.reason != "the game was continued on another connection" || mine.place != "" {
		t.Errorf("the first window: %+v, keeps %q", first.st.why, mine.place)
	}
	first.hint() // as of a page that somebody looks at
	if len(first.again) > 0 {
		t.Error("it comes back by itself")
	}
	first.retry()
	first.until("a new player", func() bool { return first.st.phase == playing && first.scene.Local != 0 && first.scene.Local != me })
	second.until("a picture", func() bool { return second.st.phase == playing })
}

// TestANapEndsWithOneFrame has nobody look for some seconds: the server is told nothing and sends
// nothing, and what waits afterwards is next to nothing.
func TestANapEndsWithOneFrame(t *testing.T) {
	s := rig.Run(t, quiet())
	o, quit := play(t, s.Addr().String(), nil)
	defer quit(true)
	o.until("frames", func() bool { return o.st.stats.Frames > 30 })
	messages := func() uint64 {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.link.Stats().MessagesIn
	}
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	last, since, began := messages(), time.Now(), time.Now()
	for time.Since(since) < 5*time.Second { // longer than a server that is gone is waited for
		if <-again.C; messages() != last {
			last, since = messages(), time.Now()
		}
		if time.Since(began) > 20*time.Second {
			t.Fatal("frames come though nobody looks")
		}
	}
	o.look(&o.scene, &o.log, &o.st)
	if !o.scene.Fresh || o.log.Len() > 0 || o.st.phase != playing {
		t.Errorf("the first look: fresh %v, %d events, %v", o.scene.Fresh, o.log.Len(), o.st.phase)
	}
	events, before := 0, o.scene.Tick
	o.until("a new frame", func() bool { events += o.log.Len(); return o.scene.Tick > before })
	if !o.scene.Fresh || events > 0 {
		t.Errorf("the first new frame: fresh %v, %d events", o.scene.Fresh, events)
	}
	if o.scene.Tick < before+90 || o.st.stats.Resumes != 0 {
		t.Errorf("tick %d after %d, %d resumes", o.scene.Tick, before, o.st.stats.Resumes)
	}
	if got := messages() - last; got > 10 {
		t.Errorf("%d messages came at once", got)
	}
}
