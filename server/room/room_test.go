package room_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
	"tickwire/server/session"
)

// recorder is a link that remembers, for a room in another goroutine.
type recorder struct {
	mu     sync.Mutex
	sent   [][]byte
	closed wire.CloseCode
}

func (l *recorder) Ready() bool { return true }

func (l *recorder) Send(parts ...[]byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var m []byte
	for _, p := range parts {
		m = append(m, p...)
	}
	l.sent = append(l.sent, m)
}

func (l *recorder) Close(code wire.CloseCode) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = code
}

func (l *recorder) state() (sent int, closed wire.CloseCode) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.sent), l.closed
}

// started runs a room in the bubble; stop ends it and waits.
func started(t *testing.T, cfg room.Config) (r *room.Room, stop func()) {
	t.Helper()
	if cfg.Name = "r"; cfg.Def == nil {
		cfg.Def = definition(t)
	}
	r = room.New(cfg)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	return r, func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func sit(t *testing.T, r *room.Room, name string, l room.Link) *room.Seat {
	t.Helper()
	s, err := r.Join(t.Context(), room.Join{Name: name}, l)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestARoomStepsInTimeAndWelcomesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ticks int
		r, stop := started(t, room.Config{Bots: 3, OnTick: func(*room.Core, time.Duration) { ticks++ }})
		l := &recorder{}
		s := sit(t, r, "ada", l)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		st := r.Status()
		if st.Tick < 300 || st.Tick > 302 || ticks != int(st.Tick) || st.People != 1 || st.Bots != 3 || st.Overruns != 0 {
			t.Errorf("after 10 s: %+v, %d ticks told", st, ticks)
		}
		if w, err := wire.DecodeWelcome(l.sent[0]); err != nil || w.Player != s.Player().ID || w.Name != "ada" {
			t.Errorf("the first message: %+v, %v", w, err)
		}
		for i, m := range l.sent[1:] {
			if k, err := wire.ServerKind(m); k != wire.KindFrame || err != nil {
				t.Fatalf("message %d is a %d, %v", i+1, k, err)
			}
		}
		s.Leave()
		s.Leave() // twice changes nothing
		time.Sleep(time.Second)
		synctest.Wait()
		if st := r.Status(); st.People != 0 || st.Bots != 3 {
			t.Errorf("after leaving: %+v", st)
		}
		stop()
	})
}

func TestOnlyThePlayerAtFaultIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := started(t, room.Config{Slow: 3 * time.Second})
		good, mute, cheat := &recorder{}, &recorder{}, &recorder{}
		sg := sit(t, r, "good", good)
		sit(t, r, "mute", mute)
		sc := sit(t, r, "cheat", cheat)
		sc.Inputs(&wire.Inputs{Inputs: []wire.Input{{Tick: 100000}}}, time.Now())
		for range 50 {
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
			sg.Inputs(&wire.Inputs{Ack: r.Status().Tick}, time.Now())
		}
		for name, c := range map[string]struct {
			l    *recorder
			want wire.CloseCode
		}{"good": {good, 0}, "mute": {mute, wire.CloseSlow}, "cheat": {cheat, wire.CloseInput}} {
			if _, got := c.l.state(); got != c.want {
				t.Errorf("%s: closed with %d, want %d", name, got, c.want)
			}
		}
		if n, _ := good.state(); n < 145 {
			t.Errorf("the good one got %d messages in 5 s", n)
		}
		stop()
		if _, code := good.state(); code != wire.CloseShutdown {
			t.Errorf("at the end: code %d", code)
		}
		if _, err := r.Join(t.Context(), room.Join{}, &recorder{}); !errors.Is(err, room.ErrClosed) {
			t.Errorf("join after the end: %v", err)
		}
	})
}

func TestTheInboxIsBoundedPerPlayer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := started(t, room.Config{})
		flood, calm := sit(t, r, "flood", &recorder{}), sit(t, r, "calm", &recorder{})
		took := 0
		for range 100 {
			if flood.RTT(time.Second, 0) {
				took++
			}
		}
		if !calm.Chat("hello") {
			t.Error("one player's flood costs another a line")
		}
		flood.Leave() // is taken although the inbox is full for this player
		time.Sleep(time.Second)
		synctest.Wait()
		if st := r.Status(); took != 32 || st.Dropped != 68 || st.People != 1 {
			t.Errorf("took %d, %+v", took, st)
		}
		stop()
	})
}

// picky is a game that panics at a token.
type picky struct{ game.World }

func (picky) Authorize(_, token string) error {
	if token == "poison" {
		panic("cannot parse it")
	}
	return nil
}

// TestAGameThatPanicsAtTheDoorKeepsNobodyWaiting has three come in one tick, of whom the second ends
// the room. Each is answered at once; the second does not get to try its token in another room.
func TestAGameThatPanicsAtTheDoorKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		def := definition(t)
		whole := def.New
		def.New = func(seed uint64) game.World { return picky{whole(seed)} }
		r := room.New(room.Config{Def: def, Name: "r"})
		ended := make(chan error, 1)
		go func() { ended <- r.Run(t.Context()) }()
		synctest.Wait() // the room sleeps until its next tick
		answers := map[string]chan error{}
		for _, name := range []string{"ada", "bob", "cleo"} {
			token, answer := "", make(chan error, 1)
			if name == "bob" {
				token = "poison"
			}
			answers[name] = answer
			go func() {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				_, err := r.Join(ctx, room.Join{Name: name, Token: token}, &recorder{})
				answer <- err
			}()
		}
		began := time.Now()
		if err := <-ended; err == nil || !strings.Contains(err.Error(), "cannot parse it") {
			t.Errorf("the room ended with %v", err)
		}
		for name, want := range map[string]error{"ada": nil, "bob": room.ErrBroken, "cleo": room.ErrBroken} {
			if err := <-answers[name]; !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", name, err, want)
			}
		}
		if d := time.Since(began); d > time.Second {
			t.Errorf("they waited for %v", d)
		}
	})
}

// TestNamesAreDifferent has a thousand players of one name, which must not take long, and names that
// come back.
func TestNamesAreDifferent(t *testing.T) {
	def := definition(t)
	def.Limits.MaxPlayers = 2000
	core := room.NewCore(def, "r", room.Seeds{})
	seen := map[string]bool{}
	for range 1000 {
		p := join(t, core, strings.Repeat("é", 16), nil)
		if seen[p.Name] || len(p.Name) > wire.MaxName {
			t.Fatalf("name %q", p.Name)
		}
		seen[p.Name] = true
	}
	ada, c := join(t, core, "ada", nil), newClient(t, def.Schema)
	join(t, core, "eve", c)
	for _, step := range []struct{ ask, want string }{{"ada", "ada"}, {" ada ", "ada"}, {"eve", "eve 2"}, {"ada", "ada"}} {
		core.Rename(ada.ID, step.ask)
		core.Step(0)
		if got := c.names[ada.ID]; got != step.want {
			t.Errorf("asked for %q, got %q, want %q", step.ask, got, step.want)
		}
	}
}

func TestJoinsAreRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := started(t, room.Config{Bots: 6})
		sit(t, r, strings.Repeat("é", 16), &recorder{})
		s := sit(t, r, strings.Repeat("é", 16), &recorder{})
		if got, want := s.Player().Name, strings.Repeat("é", 15)+" 2"; got != want {
			t.Errorf("name %q, want %q", got, want)
		}
		if _, err := r.Join(t.Context(), room.Join{}, &recorder{}); !errors.Is(err, room.ErrFull) {
			t.Errorf("got %v, want ErrFull", err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		l := &recorder{}
		if _, err := r.Join(gone, room.Join{}, l); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want Canceled", err)
		}
		stop()
		if n, _ := l.state(); n != 0 {
			t.Error("the link of one who gave up was used")
		}
	})
}

func TestAnEmptyRoomEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := room.New(room.Config{Def: definition(t), Retire: time.Minute, Bots: 2})
		ended := make(chan error, 1)
		go func() { ended <- r.Run(t.Context()) }()
		s := sit(t, r, "ada", &recorder{})
		for range 1200 {
			time.Sleep(100 * time.Millisecond)
			s.Inputs(&wire.Inputs{Ack: r.Status().Tick}, time.Now())
		}
		left := r.Now()
		s.Leave()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if d := r.Now() - left; d < time.Minute || d > time.Minute+time.Second {
			t.Errorf("the room ended %v after the last one left", d)
		}
	})
}

// TestAStallIsSlowMotion holds the room's goroutine up as a slow machine would.
func TestAStallIsSlowMotion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var stall atomic.Int64
		r, stop := started(t, room.Config{OnTick: func(*room.Core, time.Duration) { time.Sleep(time.Duration(stall.Swap(0))) }})
		time.Sleep(time.Second)
		synctest.Wait()
		before := r.Status().Tick
		stall.Store(int64(time.Second))
		time.Sleep(3 * time.Second)
		synctest.Wait()
		st := r.Status()
		if got := st.Tick - before; got < 65 || got > 67 || st.Overruns < 23 || st.Overruns > 25 {
			t.Errorf("%d ticks in 3 s with a stall of 1 s, %d given up", got, st.Overruns)
		}
		stop()
	})
}

// TestItemsAreSortedByPlayer gives the same lines in another order of arrival.
func TestItemsAreSortedByPlayer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, stop := started(t, room.Config{})
		c := newClient(t, definition(t).Schema)
		l := &recorder{}
		ears := sit(t, r, "ears", l)
		var seats []*room.Seat
		for i := range 4 {
			seats = append(seats, sit(t, r, fmt.Sprint(i), &recorder{}))
		}
		for i := range seats {
			s := seats[len(seats)-1-i]
			s.Chat(fmt.Sprint(s.Player().ID, " first"))
			s.Chat(fmt.Sprint(s.Player().ID, " second"))
		}
		time.Sleep(time.Second / 4)
		synctest.Wait()
		ears.Leave()
		stop()
		for _, m := range l.sent[1:] {
			c.Send(m)
		}
		want := []string{}
		for id := game.PlayerID(2); id <= 5; id++ {
			want = append(want, fmt.Sprint(id, " first"), fmt.Sprint(id, " second"))
		}
		if got := strings.Join(c.said, ","); got != strings.Join(want, ",") {
			t.Errorf("heard %s", got)
		}
	})
}

// TestWorkersChangeNothing plays the same with one and with four: each of many links is sent the same
// bytes in the same order.
func TestWorkersChangeNothing(t *testing.T) {
	keys, err := session.NewKeys(session.Config{})
	if err != nil {
		t.Fatal(err)
	}
	play := func(t *testing.T, workers int) (sent [][][]byte) {
		synctest.Test(t, func(t *testing.T) {
			def := definition(t)
			def.Limits.MaxPlayers = 100
			r, stop := started(t, room.Config{Def: def, Workers: workers, Seeds: room.Seeds{Public: 1, Secret: 2}, Keys: keys, ID: session.RoomID{1}})
			synctest.Wait() // or the first one joins before the first tick, or after it
			var links []*recorder
			for i := range 100 {
				links = append(links, &recorder{})
				sit(t, r, fmt.Sprint("player ", i), links[i])
			}
			time.Sleep(2 * time.Second)
			synctest.Wait()
			stop()
			for _, l := range links {
				sent = append(sent, l.sent)
			}
		})
		return sent
	}
	one, four := play(t, 1), play(t, 4)
	if len(one[0]) < 15 { // nobody acknowledges, so it is the window
		t.Fatalf("only %d messages", len(one[0]))
	}
	for i := range one {
		if !slices.EqualFunc(one[i], four[i], bytes.Equal) {
			t.Errorf("player %d was sent other bytes by four workers than by one", i)
		}
	}
}
