//go:build !js

package app

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/server/host"
)

// serve starts a server of a game that stop ends.
func serve(t *testing.T, addr string) (at string, stop func()) {
	t.Helper()
	def := arena.Definition()
	def.Limits.Grace = 2 * 30 // ticks
	s, err := host.Listen(host.Config{Def: def, Addr: addr, Bots: 2, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	return s.Addr().String(), func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// onlooker is a window's part in a session, without a window.
type onlooker struct {
	*session
	t     *testing.T
	scene Scene
	log   game.EventLog
	st    status
}

// until looks at the session as often as a window does until a condition holds.
func (o *onlooker) until(what string, holds func() bool) {
	o.t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	picture := time.NewTicker(10 * time.Millisecond)
	defer picture.Stop()
	for {
		if o.look(&o.scene, &o.log, &o.st); holds() {
			return
		}
		select {
		case <-limit.C:
			o.t.Fatalf("waited in vain for %s; it is %+v", what, o.st)
		case <-picture.C:
		}
	}
}

func TestSessionComesBackAfterTheServer(t *testing.T) {
	at, stop := serve(t, "127.0.0.1:0")
	c := Config{Def: arena.Definition(), View: nil, URL: "ws://" + at + "/ws", Name: "ada"}
	if err := c.Def.Complete(); err != nil {
		t.Fatal(err)
	}
	o := &onlooker{session: newSession(c), t: t, scene: Scene{Rows: game.NewRows(c.Def.Schema)}}
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		o.run(ctx)
	}()

	o.until("the first picture", func() bool { return o.st.phase == playing && o.scene.Local != 0 && o.scene.Rows.Len() > 0 })
	if !o.scene.Fresh || o.scene.Rate != 30 || o.scene.Name(o.scene.Local) != "ada" {
		t.Errorf("the first picture: fresh %v, rate %d, name %q", o.scene.Fresh, o.scene.Rate, o.scene.Name(o.scene.Local))
	}
	o.until("inputs that arrive", func() bool { return o.st.stats.InputMargin != 0 && !o.scene.Fresh })

	stop()
	o.until("the loss", func() bool { return o.st.phase == away })
	if o.st.why.reason != "the server is shutting down" || o.st.left == 0 || o.st.left > 2*time.Second {
		t.Errorf("the loss: %+v", o.st)
	}
	if o.scene.Playing || o.scene.Rows.Len() == 0 {
		t.Error("the last picture has gone")
	}
	o.until("the pause", func() bool { return o.st.phase == waiting })
	if o.st.why.reason != "the server is shutting down" || o.st.attempt != 1 || o.st.retryIn > time.Second {
		t.Errorf("the pause: %+v", o.st)
	}
	o.retry()
	o.until("a second attempt", func() bool { return o.st.attempt == 2 })
	if o.st.why.reason != "the server is shutting down" {
		t.Errorf("a dial that fails hides the cause behind %q", o.st.why.reason)
	}

	_, stop = serve(t, at)
	defer stop()
	o.retry()
	o.until("the game again", func() bool { return o.st.phase == playing })
	o.until("a new picture", func() bool { return o.scene.Local != 0 && o.scene.Name(o.scene.Local) == "ada" })
	if o.st.news != placeGone || o.st.stats.Resumes != 0 {
		t.Errorf("another server took the token: %+v", o.st)
	}

	leave()
	select {
	case <-gone:
	case <-time.After(5 * time.Second):
		t.Error("the session does not end")
	}
}

// TestWhoWasNeverInIsToldWhy has nobody listen, then somebody who is no server, then a server.
func TestWhoWasNeverInIsToldWhy(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := ln.Addr().String()
	ln.Close()
	for _, place := range []string{"", "700.Zm9yZ2Vk"} { // with a place of an earlier start, too, not kept for long
		c := Config{Def: arena.Definition(), URL: "ws://" + at + "/ws", Memory: &pocket{place: place}}
		if err := c.Def.Complete(); err != nil {
			t.Fatal(err)
		}
		o := &onlooker{session: newSession(c), t: t, scene: Scene{Rows: game.NewRows(c.Def.Schema)}}
		ctx, leave := context.WithCancel(context.Background())
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			o.run(ctx)
		}()
		o.until("the pause", func() bool { return o.st.phase == waiting })
		if want := "cannot connect: no server runs there (connection refused)"; o.st.why.reason != want || !o.st.never {
			t.Errorf("with place %q: told %q, want %q", place, o.st.why.reason, want)
		}
		wrong := &http.Server{Addr: at, Handler: http.NotFoundHandler()}
		served := make(chan struct{})
		go func() {
			defer close(served)
			_ = wrong.ListenAndServe()
		}()
		o.until("another cause", func() bool {
			o.retry()
			return o.st.why.reason == "cannot connect: what answers there is no game server"
		})
		wrong.Close()
		<-served
		leave()
		<-gone
	}
}

func TestNobodySeesWhatHappenedWhileAsleep(t *testing.T) {
	at, stop := serve(t, "127.0.0.1:0")
	defer stop()
	c := Config{Def: arena.Definition(), URL: "ws://" + at + "/ws"}
	if err := c.Def.Complete(); err != nil {
		t.Fatal(err)
	}
	o := &onlooker{session: newSession(c), t: t, scene: Scene{Rows: game.NewRows(c.Def.Schema)}}
	ctx, leave := context.WithCancel(context.Background())
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		o.run(ctx)
	}()
	defer func() { leave(); <-gone }()
	o.until("the game", func() bool { return o.st.phase == playing && !o.scene.Fresh })

	held := make([]int32, len(c.Def.Schema.Input().Fields))
	held[0] = 1
	o.input(held)
	before := o.scene.Tick
	o.mu.Lock()
	o.drawn -= time.Second // no picture for so long
	o.asleep(o.now())
	idle := o.latch.vals[0] == 0
	o.mu.Unlock()
	if !idle {
		t.Error("keys stay down while nobody is at them")
	}
	o.look(&o.scene, &o.log, &o.st)
	if !o.scene.Fresh || o.log.Len() != 0 || o.scene.Passed > unseen {
		t.Errorf("after waking: fresh %v, %d events, %v passed", o.scene.Fresh, o.log.Len(), o.scene.Passed)
	}
	o.until("newer frames", func() bool { return o.scene.Tick > before })
}
