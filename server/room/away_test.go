package room_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
	"tickwire/server/session"
)

// desk moves the bytes of one room by hand.
type desk struct {
	t    *testing.T
	def  *game.Definition
	core *room.Core
	at   time.Duration
	told []string // what the game was told
}

// told is a world that writes down who comes, goes away and comes back.
type told struct {
	game.World
	d *desk
}

func (w told) note(t *game.Tick, what string, p game.PlayerID) {
	w.d.told = append(w.d.told, fmt.Sprintf("%d:%s %d", t.Number(), what, p))
}

func (w told) Join(t *game.Tick, p game.Player)      { w.note(t, "join", p.ID) }
func (w told) Leave(t *game.Tick, p game.PlayerID)   { w.note(t, "leave", p) }
func (w told) Dropped(t *game.Tick, p game.PlayerID) { w.note(t, "drop", p) }
func (w told) Resumed(t *game.Tick, p game.PlayerID) { w.note(t, "resume", p) }
func (told) Score(p game.PlayerID) int32             { return 100 * int32(p) }

// small is a room for four in a game that notes what it is told, with a grace of a second.
func small(t *testing.T, grace int) *desk {
	d := &desk{t: t}
	d.def = swarmOf(t, &swarm{dots: 3})
	d.def.Limits.MaxPlayers, d.def.Limits.Grace = 4, grace
	whole := d.def.New
	d.def.New = func(seed uint64) game.World { return told{whole(seed), d} }
	d.core = room.NewCore(d.def, "r", room.Seeds{})
	d.core.SignSerials()
	return d
}

// step makes ticks, after each of which the players acknowledge whose clients are given.
func (d *desk) step(n int, acks map[game.PlayerID]*client) {
	d.t.Helper()
	for range n {
		d.core.Step(d.at)
		for p, c := range acks {
			c.check(d.core)
			if code := d.core.Inputs(p, &wire.Inputs{Ack: c.newest.Tick}, d.at); code != 0 {
				d.t.Fatalf("an acknowledgement of tick %d: code %d", c.newest.Tick, code)
			}
		}
		d.core.Watch(10*time.Second, time.Minute)
		d.at += period
	}
}

func (d *desk) client() *client { return newClient(d.t, d.def.Schema) }

// resume comes back with a serial, and tells the serial of the next token.
func (d *desk) resume(p game.PlayerID, serial uint32, c *client) (next uint32, err error) {
	d.t.Helper()
	who, _, err := d.core.Resume(p, serial, room.Join{Encoding: wire.EncodingColumns}, c)
	if err != nil {
		return 0, err
	}
	w := d.core.Welcome(who)
	if who.ID != p || w.Player != p || !w.Resumed || w.Name != "ada" {
		d.t.Errorf("came back as %+v, resumed %v", who, w.Resumed)
	}
	return uint32(w.ResumeToken[0]), nil
}

// TestTokensWorkOnce has ada, player 2 beside a bot, lose links and come back with this token and that.
// The verbs: ack takes all frames that came and acknowledges them, mute takes a step without; drop loses
// the link; wait lets so many ticks pass; a number comes back with that token, and may fail.
func TestTokensWorkOnce(t *testing.T) {
	for _, row := range []struct{ name, script string }{
		{"the newest", "ack drop 1 ack drop 2 ack drop 3"},
		{"at once", "drop 1"},
		{"just in time", "ack drop wait30 1"},
		{"too late", "ack drop wait31 1=gone"},
		{"used", "ack drop 1 ack drop 1=replayed 2"},
		{"used, on a link that works", "ack drop 1 ack 1=replayed 2 ack"},
		{"of a Welcome that got lost", "ack drop 1 drop 1 drop 1 ack drop 4"},
		{"of a Welcome that did not get lost after all", "ack drop 1 drop 2 ack drop 3"},
		{"of lost Welcomes, when a later one came", "ack drop 1 drop 1 ack 1=replayed 2=replayed 3"},
		{"of a Welcome whose frames got lost", "ack drop 1 mute drop 1 mute drop 1"},
		{"twice before an answer", "ack drop 1 1 1 ack 1=replayed 4"},
		{"of a room that a crash put back", "ack drop 7 ack drop 7=replayed 8"},
		{"after leaving", "ack leave 1=gone"},
		{"after leaving unseen", "ack drop wait3 leave 1=gone"},
		{"renewed", "renewed 1=replayed 2 ack"},
		{"before a renewal came through", "renewing 1 ack 2=replayed 3"},
		{"of a renewal that was not acknowledged", "renewing 2 ack 1=replayed"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := small(t, 30)
			join(t, d.core, "bot", nil)
			c := d.client()
			ada := join(t, d.core, "ada", c).ID
			verbs := map[string]func(){
				"ack":   func() { d.step(1, map[game.PlayerID]*client{ada: c}) },
				"mute":  func() { d.step(1, nil) },
				"drop":  func() { d.core.Drop(ada) },
				"leave": func() { d.core.Leave(ada); d.step(1, nil) },
				// Until a second token has come in a frame, or come and been acknowledged.
				"renewing": func() {
					for c.token != 2 {
						d.core.Inputs(ada, &wire.Inputs{Ack: c.newest.Tick}, d.at)
						d.step(1, nil)
					}
				},
			}
			verbs["renewed"] = func() { verbs["renewing"](); verbs["ack"]() }
			for _, word := range strings.Fields(row.script) {
				if do := verbs[word]; do != nil {
					do()
					continue
				}
				if n, ok := strings.CutPrefix(word, "wait"); ok {
					d.step(number(t, n), nil)
					continue
				}
				serial, want, _ := strings.Cut(word, "=")
				again := d.client()
				next, err := d.resume(ada, uint32(number(t, serial)), again)
				if want != "" {
					if r := session.Refusal(0); !errors.As(err, &r) || r.String() != want {
						t.Fatalf("%s: %v", word, err)
					}
					continue
				}
				if err != nil || next <= uint32(number(t, serial)) {
					t.Fatalf("%s: %v, and the next is %d", word, err, next)
				}
				c = again
			}
		})
	}
}

func number(t *testing.T, s string) int {
	n := 0
	if _, err := fmt.Sscan(s, &n); err != nil {
		t.Fatalf("no verb and no number: %q", s)
	}
	return n
}

func TestNobodyElseIsResumed(t *testing.T) {
	d := small(t, 30)
	bot, ada := join(t, d.core, "bot", nil), join(t, d.core, "ada", d.client())
	for p, want := range map[game.PlayerID]error{0: session.Gone, bot.ID: session.Gone, ada.ID: nil, ada.ID + 1: session.Gone} {
		if _, err := d.resume(p, 1, d.client()); !errors.Is(err, want) {
			t.Errorf("player %d: %v, want %v", p, err, want)
		}
	}
}

// TestTheNewerLinkWins resumes a session whose link is open, as a page does that was loaded again
// before the server noticed.
func TestTheNewerLinkWins(t *testing.T) {
	d := small(t, 30)
	old, young := d.client(), d.client()
	ada := join(t, d.core, "ada", old).ID
	d.step(5, map[game.PlayerID]*client{ada: old})
	if _, err := d.resume(ada, 1, young); err != nil {
		t.Fatal(err)
	}
	frames := old.frames
	d.step(5, map[game.PlayerID]*client{ada: young})
	if old.closed != wire.CloseReplaced || old.frames != frames || young.closed != 0 || young.frames != 5 {
		t.Errorf("the older was closed with %d after %d frames, want %d and %d; the younger with %d and got %d",
			old.closed, old.frames, wire.CloseReplaced, frames, young.closed, young.frames)
	}
	if got := strings.Join(d.told, ","); got != "1:join 1" {
		t.Errorf("the game was told %s", got)
	}
	if got, want := young.roster[ada], (wire.RosterEntry{Player: ada, Name: "ada", Score: 100}); got != want {
		t.Errorf("the roster says %+v, want %+v", got, want)
	}
	if n := d.core.Counts(); n.Resumed != 1 || n.Expired != 0 || d.core.People() != 1 {
		t.Errorf("%d people, %+v", d.core.People(), n)
	}
}

// TestTheGameIsToldWhoIsAway compares all that a world hears of comings and goings.
func TestTheGameIsToldWhoIsAway(t *testing.T) {
	for _, row := range []struct {
		name  string
		grace int
		do    func(d *desk, c *client)
		want  string
	}{
		{"a drop", 30, func(d *desk, _ *client) { d.core.Drop(1) }, "1:join 1,2:drop 1,32:leave 1"},
		{"two drops", 30, func(d *desk, _ *client) { d.core.Drop(1); d.core.Drop(1) }, "1:join 1,2:drop 1,32:leave 1"},
		{"no grace", -1, func(d *desk, _ *client) { d.core.Drop(1) }, "1:join 1,2:leave 1"},
		{"a leave", 30, func(d *desk, _ *client) { d.core.Leave(1) }, "1:join 1,2:leave 1"},
		{"a drop and a leave", 30, func(d *desk, _ *client) { d.core.Drop(1); d.core.Leave(1) }, "1:join 1,2:leave 1"},
		{"a kick", 30, func(d *desk, _ *client) { d.core.Kick(1, wire.CloseKicked) }, "1:join 1,2:leave 1"},
		{"back in one tick", 30, func(d *desk, _ *client) {
			d.core.Drop(1)
			_, _ = d.resume(1, 1, d.client())
		}, "1:join 1"},
		{"back later", 30, func(d *desk, _ *client) {
			d.core.Drop(1)
			d.step(9, nil)
			_, _ = d.resume(1, 1, d.client())
		}, "1:join 1,2:drop 1,11:resume 1"},
		{"back, and lost again", 30, func(d *desk, _ *client) {
			d.core.Drop(1)
			d.step(29, nil)
			_, _ = d.resume(1, 1, d.client())
			d.step(1, nil)
			d.core.Drop(1)
		}, "1:join 1,2:drop 1,31:resume 1,32:drop 1,62:leave 1"},
		{"in the tick of the join", 30, func(d *desk, _ *client) {
			d.core.Drop(join(d.t, d.core, "eve", d.client()).ID)
		}, "1:join 1,2:join 2,2:drop 2,32:leave 2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := small(t, row.grace)
			c := d.client()
			join(t, d.core, "ada", c)
			d.step(1, map[game.PlayerID]*client{1: c})
			row.do(d, c)
			d.step(100, nil)
			if got := strings.Join(d.told, ","); got != row.want {
				t.Errorf("the game was told %s, want %s", got, row.want)
			}
		})
	}
}

// TestAPlaceIsKept fills a room with people, one of whom loses the link.
func TestAPlaceIsKept(t *testing.T) {
	d := small(t, 30)
	for _, name := range []string{"ada", "bob", "eve", "ada"} {
		join(t, d.core, name, d.client())
	}
	d.step(1, nil)
	d.core.Drop(1)
	d.step(29, nil)
	if _, err := d.core.Join(room.Join{Name: "dan"}, d.client()); !errors.Is(err, room.ErrFull) {
		t.Errorf("a place that is kept was given away: %v", err)
	}
	if n := d.core.People(); n != 4 {
		t.Errorf("%d people, want 4", n)
	}
	d.step(2, nil)
	if p, err := d.core.Join(room.Join{Name: "ada"}, d.client()); err != nil || p.Name != "ada" {
		t.Errorf("the place and the name are not free: %+v, %v", p, err)
	}
	if n := d.core.Counts(); n.Expired != 1 {
		t.Errorf("%d sessions are counted as expired, want 1", n.Expired)
	}
}

// TestASleeperIsNotClosed lets a client answer pings and acknowledge nothing, then wake.
func TestASleeperIsNotClosed(t *testing.T) {
	d := small(t, 30)
	other, c := d.client(), d.client()
	bob, ada := join(t, d.core, "bob", other).ID, join(t, d.core, "ada", c).ID
	awake := map[game.PlayerID]*client{bob: other}
	second := func(pong bool) {
		if d.step(30, awake); pong {
			d.core.RTT(ada, 20*time.Millisecond, 0)
		}
	}
	awake[ada] = c
	second(true)
	delete(awake, ada)
	slept := d.at
	for range 5 {
		second(true)
	}
	if !other.roster[ada].Away || other.roster[bob].Away || d.told[len(d.told)-1] == "1:join 2" {
		t.Errorf("nobody was told that ada sleeps: %v, %v", other.roster, d.told)
	}
	for d.at < slept+50*time.Second {
		second(true)
	}
	if frames := c.frames - 30; c.closed != 0 || frames > 20 {
		t.Errorf("closed with %d after %d frames in her sleep", c.closed, frames)
	}
	frames := c.frames
	clear(c.keyframes)
	d.core.Inputs(ada, &wire.Inputs{Ack: c.newest.Tick}, d.at)
	awake[ada] = c
	d.step(1, awake)
	if c.frames != frames+1 || c.newest.Tick != d.core.Tick() || len(c.keyframes) != len(c.scopes) {
		t.Errorf("on waking she got %d frames up to tick %d of %d, %v keyframes", c.frames-frames, c.newest.Tick, d.core.Tick(), c.keyframes)
	}
	if d.step(1, awake); other.roster[ada].Away {
		t.Error("she is away though she is back")
	}
	want := []string{"join", "join", "drop", "resume"}
	if got := words(d.told); !slices.Equal(got, want) {
		t.Errorf("the game was told %v", d.told)
	}

	// Who sleeps and then answers nothing has stalled, and who sleeps for too long is not waited for.
	serial := uint32(1)
	for _, row := range []struct {
		name    string
		pongs   int // seconds for which there are some
		least   time.Duration
		most    time.Duration
		want    wire.CloseCode
		present int // people
	}{
		{"stalls at once", 0, 9 * time.Second, 12 * time.Second, wire.CloseSlow, 2},
		{"stalls asleep", 20, 29 * time.Second, 32 * time.Second, wire.CloseSlow, 2},
		{"sleeps on", 1000, time.Minute, 66 * time.Second, wire.CloseIdle, 2},
	} {
		t.Run(row.name, func(t *testing.T) {
			delete(awake, ada)
			begun := d.at
			for n := 0; c.closed == 0; n++ {
				if second(n < row.pongs); d.at > begun+time.Hour {
					t.Fatal("she is never closed")
				}
			}
			if took := d.at - begun; c.closed != row.want || took < row.least || took > row.most {
				t.Errorf("closed with %d after %v", c.closed, took)
			}
			if n := d.core.People(); n != row.present {
				t.Errorf("%d people, want %d", n, row.present)
			}
			c = d.client()
			var err error
			if serial, err = d.resume(ada, serial, c); err != nil {
				t.Fatal(err)
			}
			awake[ada] = c
			second(true)
		})
	}
}

func words(told []string) (all []string) {
	for _, s := range told {
		_, what, _ := strings.Cut(s, ":")
		what, _, _ = strings.Cut(what, " ")
		all = append(all, what)
	}
	return all
}

// TestAShipIsKept plays the arena, loses a link in the middle and comes back: to the same ship, with
// one keyframe for each scope and a full roster, and whoever was there agrees with the server all
// along.
func TestAShipIsKept(t *testing.T) {
	def := definition(t)
	d := &desk{t: t, def: def, core: room.NewCore(def, "r", room.Seeds{Public: 1, Secret: 2})}
	d.core.SignSerials()
	c, other := d.client(), d.client()
	ada, eve := join(t, d.core, "ada", c).ID, join(t, d.core, "eve", other).ID
	everybody := map[game.PlayerID]*client{ada: c, eve: other}
	d.step(90, everybody)
	d.core.Chat(eve, "anybody there?")
	before := ship(d, ada)
	d.core.Drop(ada)
	delete(everybody, ada)
	d.step(1, everybody)
	if d.step(60, everybody); !other.roster[ada].Away {
		t.Error("eve does not know that ada is away")
	}
	c = d.client()
	next, err := d.resume(ada, 1, c)
	if err != nil || next != 2 {
		t.Fatalf("next token %d, %v", next, err)
	}
	everybody[ada] = c
	d.step(2, everybody)
	if c.frames != 2 || c.newest.Tick != d.core.Tick() {
		t.Errorf("%d frames in two ticks", c.frames)
	}
	if after := ship(d, ada); before == 0 || after != before {
		t.Errorf("ship %d became %d", before, after)
	}
	if other.roster[ada].Away || len(c.names) != 2 || c.roster[ada].Away || !slices.Contains(c.said, "anybody there?") {
		t.Errorf("rosters: %v for eve, ada knows %v and heard %q", other.roster, c.names, c.said)
	}
	d.step(200, everybody)
	for id, n := range c.keyframes {
		if n != 1 {
			t.Errorf("%v came as a keyframe %d times", id, n)
		}
	}
	in := wire.Inputs{Ack: c.newest.Tick, Inputs: []wire.Input{{Tick: d.core.Tick() + 2, Vals: make([]int32, len(def.Schema.Input().Fields))}}}
	if code := d.core.Inputs(ada, &in, d.at); code != 0 {
		t.Errorf("an input after all that: %d", code)
	}
	if late := d.core.Counts().InputsLate; late != 0 {
		t.Errorf("%d inputs came late", late)
	}
}

// ship is the entity that a player owns.
func ship(d *desk, p game.PlayerID) game.EntityID {
	rows := d.core.Rows()
	for k := range d.def.Schema.NumKinds() {
		if d.def.Schema.Kind(k).Name != "ship" {
			continue
		}
		b := rows.Block(k)
		for i, f := range d.def.Schema.Kind(k).Fields {
			for r := range b.IDs {
				if f.Owner && b.Row(r)[i] == int32(p) {
					return b.IDs[r]
				}
			}
		}
	}
	return 0
}

// TestWatchWithoutAGrace lets all players of a room stall in which nobody is kept: whoever is hung up leaves
// at once, while the others are still being looked at.
func TestWatchWithoutAGrace(t *testing.T) {
	d := small(t, -1)
	for i := range 3 {
		if _, err := d.core.Join(room.Join{Name: fmt.Sprint("p", i)}, d.client()); err != nil {
			t.Fatal(err)
		}
	}
	d.step(1, nil)
	for d.at < 15*time.Second {
		d.step(1, nil)
	}
	if n := d.core.People(); n != 0 {
		t.Errorf("%d players are left", n)
	}
}

// TestWhoIsAwayDoesNotPlay has a client answer pings and send inputs, but acknowledge nothing: the game
// is told that nobody is there, and may keep the ship from harm, so the ship must not move either.
func TestWhoIsAwayDoesNotPlay(t *testing.T) {
	play := func(steer, wake bool) *room.Core {
		core, c := room.NewCore(definition(t), "r", room.Seeds{}), newClient(t, definition(t).Schema)
		ada, ack := join(t, core, "ada", c).ID, game.TickNumber(0)
		for i := range 300 {
			at := time.Duration(i) * period
			if i == 30 {
				ack = c.newest.Tick // and none that is newer
			}
			if i == 200 && wake {
				ack = core.Tick()
			}
			in := wire.Inputs{Ack: ack}
			if i >= 200 && steer {
				in.Inputs = []wire.Input{{Tick: core.Tick() + 1, Vals: []int32{1, 0, 0, 1, 1}}}
			}
			if code := core.Inputs(ada, &in, at); code != 0 {
				t.Fatalf("closed with %d", code)
			}
			core.RTT(ada, 0, 0)
			core.Step(at)
			core.Watch(10*time.Second, time.Hour)
		}
		return core
	}
	if still := play(false, false); !play(true, false).Rows().Equal(still.Rows()) {
		t.Error("a ship whose player is away was steered")
	} else if play(true, true).Rows().Equal(still.Rows()) {
		t.Error("one whose player has woken was not")
	}
}
