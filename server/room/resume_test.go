package room_test

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
	"tickwire/server/session"
)

// welcome is the first message on a link.
func (l *recorder) welcome(t *testing.T) wire.Welcome {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	w, err := wire.DecodeWelcome(l.sent[0])
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func verified(t *testing.T, keys *session.Keys, token []byte) session.Ticket {
	t.Helper()
	ticket, err := keys.Verify(token, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return ticket
}

// guarded is a game that lets in whom it is told to.
type guarded struct {
	game.World
	open *bool
}

func (g guarded) Authorize(string, string) error {
	if !*g.open {
		return errors.New("not tonight")
	}
	return nil
}

// TestAnOlderLinkSaysNoMore resumes a session, and then the link before it speaks, drops and leaves.
func TestAnOlderLinkSaysNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, err := session.NewKeys(session.Config{})
		if err != nil {
			t.Fatal(err)
		}
		open, def := true, definition(t)
		whole := def.New
		def.New = func(seed uint64) game.World { return guarded{whole(seed), &open} }
		r, stop := started(t, room.Config{Def: def, Keys: keys})
		defer stop()
		first, second := &recorder{}, &recorder{}
		old := sit(t, r, "ada", first)
		w := first.welcome(t)
		if w.Resumed || w.ResumeGraceMillis != 30_000 {
			t.Errorf("the first welcome: resumed %v, a grace of %d ms", w.Resumed, w.ResumeGraceMillis)
		}
		if _, ok := old.Resumed(); ok {
			t.Error("the first link resumed something")
		}
		old.Rename("eve")
		old.Drop()
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if st := r.Status(); st.People != 1 || st.Lost != 1 {
			t.Errorf("with a lost link: %+v", st)
		}
		open = false // who comes back was let in before
		seat, err := r.Resume(t.Context(), verified(t, keys, w.ResumeToken), room.Join{Name: "somebody"}, second)
		if err != nil {
			t.Fatal(err)
		}
		if after, ok := seat.Resumed(); !ok || after < 1900*time.Millisecond || after > 2100*time.Millisecond {
			t.Errorf("resumed %v after %v", ok, after)
		}
		if got := second.welcome(t); got.Player != w.Player || got.Name != "eve" || !got.Resumed || string(got.ResumeToken) == string(w.ResumeToken) {
			t.Errorf("the second welcome: %+v", got)
		}
		old.Inputs(&wire.Inputs{Inputs: []wire.Input{{Tick: 100000}}}, time.Now())
		old.Chat("it was me")
		old.Drop()
		old.Leave()
		for range 50 {
			time.Sleep(time.Second)
			synctest.Wait()
			seat.Inputs(&wire.Inputs{Ack: r.Status().Tick}, time.Now())
		}
		_, code := second.state()
		if st := r.Status(); st.People != 1 || st.Lost != 0 || st.Counts.Resumed != 1 || code != 0 {
			t.Errorf("after the older link left: %+v, closed with %d", st, code)
		}
		if _, err := r.Join(t.Context(), room.Join{Name: "bob"}, &recorder{}); err == nil {
			t.Error("the game was not asked about one who is new")
		}
		seat.Drop()
		time.Sleep(31 * time.Second)
		synctest.Wait()
		if st := r.Status(); st.People != 0 || st.Lost != 0 || st.Counts.Expired != 1 {
			t.Errorf("after the grace: %+v", st)
		}
		if _, err := r.Resume(t.Context(), verified(t, keys, w.ResumeToken), room.Join{}, &recorder{}); !errors.Is(err, session.Gone) {
			t.Errorf("after the grace: %v", err)
		}
	})
}

// TestAnExplicitLeaveIsHeard though the room has closed the link already.
func TestAnExplicitLeaveIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := started(t, room.Config{Slow: time.Second})
		defer stop()
		l := &recorder{}
		s := sit(t, r, "ada", l)
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if _, code := l.state(); code != wire.CloseSlow || r.Status().Lost != 1 {
			t.Fatalf("closed with %d, %+v", code, r.Status())
		}
		s.Leave()
		time.Sleep(time.Second)
		synctest.Wait()
		if st := r.Status(); st.People != 0 || st.Counts.Expired != 0 {
			t.Errorf("after leaving: %+v", st)
		}
	})
}

// TestARoomWaitsForThoseWhoAreAway ends only when the grace of the last player is over.
func TestARoomWaitsForThoseWhoAreAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := room.New(room.Config{Def: definition(t), Retire: time.Second})
		ended := make(chan error, 1)
		go func() { ended <- r.Run(t.Context()) }()
		l := &recorder{}
		sit(t, r, "ada", l).Drop()
		dropped := r.Now()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if d := r.Now() - dropped; d < 31*time.Second || d > 32*time.Second {
			t.Errorf("the room ended %v after the last link was lost", d)
		}
	})
}

// TestAGameMayKeepNobody has a negative grace: no tokens, and a lost link is the end.
func TestAGameMayKeepNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def := definition(t)
		def.Limits.Grace = -1
		r, stop := started(t, room.Config{Def: def})
		defer stop()
		l := &recorder{}
		s := sit(t, r, "ada", l)
		if w := l.welcome(t); len(w.ResumeToken) != 0 || w.ResumeGraceMillis != 0 {
			t.Errorf("the welcome promises %d ms", w.ResumeGraceMillis)
		}
		s.Drop()
		time.Sleep(time.Second)
		synctest.Wait()
		if st := r.Status(); st.People != 0 {
			t.Errorf("%+v", st)
		}
	})
}

// TestTokensAreRenewed plays for some minutes and looks for the second token among the frames.
func TestTokensAreRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		keys, err := session.NewKeys(session.Config{})
		if err != nil {
			t.Fatal(err)
		}
		def := swarmOf(t, &swarm{})
		r, stop := started(t, room.Config{Def: def, Keys: keys})
		defer stop()
		l := &recorder{}
		s := sit(t, r, "ada", l)
		first := verified(t, keys, l.welcome(t).ResumeToken)
		begun := time.Now()
		for time.Since(begun) < 11*time.Minute {
			time.Sleep(200 * time.Millisecond)
			synctest.Wait()
			s.Inputs(&wire.Inputs{Ack: r.Status().Tick}, time.Now())
		}
		time.Sleep(time.Second)
		synctest.Wait()
		var renewed []session.Ticket
		decoder := wire.NewFrameDecoder(def.Schema)
		for _, m := range l.sent[1:] {
			f, err := decoder.Decode(m)
			if err != nil {
				t.Fatal(err)
			}
			if len(f.ResumeToken) > 0 {
				renewed = append(renewed, verified(t, keys, f.ResumeToken))
			}
		}
		if len(renewed) != 2 || renewed[0].Player != first.Player || renewed[0].Room != first.Room || renewed[1].Serial != first.Serial+2 {
			t.Fatalf("in eleven minutes %+v came after %+v", renewed, first)
		}
		if d := renewed[1].Expires.Sub(first.Expires); d < 10*time.Minute-time.Second || d > 10*time.Minute+time.Second {
			t.Errorf("the last token lives %v longer than the first", d)
		}
		for i, want := range map[int]error{0: session.Replayed, 1: nil} {
			if _, err := r.Resume(t.Context(), renewed[i], room.Join{}, &recorder{}); !errors.Is(err, want) {
				t.Errorf("renewal %d: %v, want %v", i+1, err, want)
			}
		}
	})
}
