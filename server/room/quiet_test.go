package room_test

import (
	"fmt"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/coins"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// quietDefinition is the game of coins, in which nothing moves by itself, with frames that are left out.
func quietDefinition(t *testing.T) *game.Definition {
	t.Helper()
	def := *coins.Game
	def.SendIdle = 300
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	return &def
}

// quietRoom has two people, who have been told all that there is.
type quietRoom struct {
	*room.Core
	t      *testing.T
	at     time.Duration
	a, b   *client
	pa, pb game.Player
}

func newQuietRoom(t *testing.T) *quietRoom {
	def := quietDefinition(t)
	r := &quietRoom{t: t, Core: room.NewCore(def, "r", room.Seeds{}), a: newClient(t, def.Schema), b: newClient(t, def.Schema)}
	r.SignSerials()
	r.pa, r.pb = join(t, r.Core, "ada", r.a), join(t, r.Core, "bob", r.b)
	r.step(3)
	return r
}

// step makes ticks, and tells how many frames each of the two got. They acknowledge what they get.
func (r *quietRoom) step(n int) (a, b int) {
	was, were := r.a.frames, r.b.frames
	for range n {
		r.at += period
		r.Step(r.at)
		for _, c := range []*client{r.a, r.b} {
			if c.newest.Tick == r.Tick() {
				c.check(r.Core)
			}
		}
		r.Inputs(r.pa.ID, &wire.Inputs{Ack: r.a.newest.Tick}, r.at)
		r.Inputs(r.pb.ID, &wire.Inputs{Ack: r.b.newest.Tick}, r.at)
	}
	return r.a.frames - was, r.b.frames - were
}

// TestNoFrameWithoutNews does one thing at a time, each of which is told once to those whom it concerns.
func TestNoFrameWithoutNews(t *testing.T) {
	press := func(r *quietRoom, x int32) {
		r.Inputs(r.pa.ID, &wire.Inputs{Inputs: []wire.Input{{Tick: r.Tick() + 1, Vals: []int32{x, 0}}}}, r.at)
	}
	for _, row := range []struct {
		name  string
		do    func(r *quietRoom)
		ticks int
		a, b  int
	}{
		{"nothing", func(*quietRoom) {}, 290, 0, 0},
		{"nothing for long", func(*quietRoom) {}, 900, 3, 3},
		{"a line", func(r *quietRoom) { r.Chat(r.pa.ID, "hello") }, 20, 1, 1},
		{"a private line", func(r *quietRoom) { r.ChatTo(r.pa.ID, r.pa.ID, "hello") }, 20, 1, 0},
		{"a name", func(r *quietRoom) { r.Rename(r.pa.ID, "eve") }, 20, 1, 1},
		{"who comes", func(r *quietRoom) { join(t, r.Core, "", nil) }, 20, 1, 1},
		{"who goes", func(r *quietRoom) { r.Leave(r.pb.ID) }, 20, 1, 0},
		{"a lost link", func(r *quietRoom) { r.Drop(r.pb.ID) }, 20, 1, 0},
		{"the answer to a ping", func(r *quietRoom) { r.RTT(r.pa.ID, time.Millisecond, 0) }, 20, 1, 0},
		{"a push that lasts", func(r *quietRoom) { press(r, 1) }, 20, 8, 8},
		{"an input of nothing", func(r *quietRoom) { press(r, 0) }, 20, 0, 0},
		{"whether it was in time", func(r *quietRoom) { press(r, 0) }, 40, 1, 0},
		{"a new token", func(*quietRoom) {}, 5*60*30 + 5, 30, 30},
		{"the end", func(r *quietRoom) { r.Drain(r.at + time.Minute) }, 20, 20, 20},
		{"a full link", func(r *quietRoom) { r.a.busy = true; r.Chat(r.pb.ID, "hello"); r.step(9); r.a.busy = false }, 20, 1, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newQuietRoom(t)
			row.do(r)
			if a, b := r.step(row.ticks); a != row.a || b != row.b {
				t.Errorf("%d and %d frames in %d ticks, want %d and %d", a, b, row.ticks, row.a, row.b)
			}
			if c := r.Counts(); row.a < row.ticks && c.Quiet == 0 || c.Skipped > 10 {
				t.Errorf("counts %+v", c)
			}
		})
	}
}

// TestWhoAsksIsToldOnlyNews has one who asks for what is new, and whose question is answered by the link
// where there is nothing: neither the time nor the answer to a ping is worth a frame.
func TestWhoAsksIsToldOnlyNews(t *testing.T) {
	r := newQuietRoom(t)
	c := newClient(t, quietDefinition(t).Schema)
	p, err := r.Join(room.Join{Name: "eve", Patience: 25 * time.Second}, c)
	if err != nil {
		t.Fatal(err)
	}
	frames := func(ticks int) int {
		was := c.frames
		for range ticks {
			r.step(1)
			r.Inputs(p.ID, &wire.Inputs{Ack: c.newest.Tick}, r.at)
			r.RTT(p.ID, time.Millisecond, 0)
		}
		return c.frames - was
	}
	frames(10)
	if n := frames(900); n != 0 {
		t.Errorf("%d frames tell nothing", n)
	}
	r.Chat(r.pa.ID, "hello")
	if n := frames(20); n != 1 {
		t.Errorf("%d frames tell a line, want 1", n)
	}
}

// TestAQuietRoomAllocatesNothing in ticks without a frame, nor in those with one.
func TestAQuietRoomAllocatesNothing(t *testing.T) {
	core := room.NewCore(quietDefinition(t), "r", room.Seeds{})
	p := join(t, core, "ada", sink{})
	for i := range 4 {
		join(t, core, fmt.Sprint("bot ", i), nil)
	}
	vals := []int32{0, 0}
	in := wire.Inputs{Inputs: []wire.Input{{Vals: vals}}}
	tick := func() {
		core.Step(0)
		vals[0] = int32(core.Tick()) / 30 % 3
		in.Ack, in.Inputs[0].Tick = core.Tick(), core.Tick()+1
		core.Inputs(p.ID, &in, 0)
	}
	for range 2000 {
		tick()
	}
	if n := testing.AllocsPerRun(300, tick); n != 0 {
		t.Errorf("%v allocations per tick, want 0", n)
	}
}
