package room_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

const period = time.Second / 30

func definition(t *testing.T) *game.Definition {
	t.Helper()
	d := arena.Definition()
	d.Limits.MaxPlayers = 8
	if err := d.Complete(); err != nil {
		t.Fatal(err)
	}
	return d
}

// client is a link whose other end decodes and applies every frame.
type client struct {
	t       *testing.T
	busy    bool
	decoder *wire.FrameDecoder
	applier *snapshot.Applier
	scopes  map[game.ScopeID]*looks
	newest  wire.FrameHeader
	margin  int32 // of inputs, as told last
	frames  int
	names   map[game.PlayerID]string
	said    []string
	closed  wire.CloseCode

	roster    map[game.PlayerID]wire.RosterEntry
	keyframes map[game.ScopeID]int // of scopes, since the client was without them
	token     byte                 // the newest that came in a frame
}

type looks struct{ base, prev snapshot.Content }

func newClient(t *testing.T, s *game.Schema) *client {
	return &client{
		t: t, decoder: wire.NewFrameDecoder(s), applier: snapshot.NewApplier(s),
		scopes: map[game.ScopeID]*looks{}, names: map[game.PlayerID]string{},
		roster: map[game.PlayerID]wire.RosterEntry{}, keyframes: map[game.ScopeID]int{},
	}
}

func (c *client) Ready() bool               { return !c.busy }
func (c *client) Close(code wire.CloseCode) { c.closed = code }

func (c *client) Send(parts ...[]byte) {
	c.t.Helper()
	if c.busy {
		c.t.Fatal("sent to a link that was not ready")
	}
	var msg []byte
	for _, p := range parts {
		msg = append(msg, p...)
	}
	f, err := c.decoder.Decode(msg)
	if err != nil {
		c.t.Fatal(err)
	}
	c.frames++
	c.newest = f.FrameHeader
	if f.InputTick != 0 {
		c.margin = f.InputMargin
	}
	for _, id := range f.Left {
		delete(c.scopes, id)
		delete(c.keyframes, id)
	}
	for i := range f.Scopes {
		s := &f.Scopes[i]
		l := c.scopes[s.ID]
		if l == nil || s.Base == 0 {
			l = &looks{}
			c.scopes[s.ID] = l
			c.keyframes[s.ID]++
		}
		if s.Prev == 0 {
			l.prev = snapshot.Content{}
		}
		var next snapshot.Content
		if err := c.applier.Apply(&next, &l.base, &l.prev, s.Tick, &s.Delta); err != nil {
			c.t.Fatal(err)
		}
		l.prev, l.base = l.base, next
	}
	for _, e := range f.Roster {
		if delete(c.names, e.Player); !e.Left {
			c.names[e.Player] = e.Name
		}
		c.roster[e.Player] = e
	}
	if len(f.ResumeToken) > 0 {
		c.token = f.ResumeToken[0]
	}
	for _, l := range f.Chat {
		c.said = append(c.said, l.Text)
	}
}

// check is the convergence oracle.
func (c *client) check(core *room.Core) {
	c.t.Helper()
	for id, l := range c.scopes {
		want, ok := core.Replicator().Content(id, l.base.Tick)
		if !ok || !l.base.Equal(&want) {
			c.t.Fatalf("tick %d: %v at tick %d differs from the server's", core.Tick(), id, l.base.Tick)
		}
	}
}

func join(t *testing.T, core *room.Core, name string, l room.Link) game.Player {
	t.Helper()
	p, err := core.Join(room.Join{Name: name}, l)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestClientsOfARoomConverge(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{Public: 1, Secret: 2})
	for i := range 4 {
		join(t, core, fmt.Sprint("bot ", i), nil)
	}
	a, b := newClient(t, def.Schema), newClient(t, def.Schema)
	pa, pb := join(t, core, "ada", a), join(t, core, "bob", b)
	for i := range 600 {
		b.busy = i%50 > 40 // now and then bob's socket is full
		core.Step(time.Duration(i) * period)
		for p, c := range map[game.PlayerID]*client{pa.ID: a, pb.ID: b} {
			if c.newest.Tick == core.Tick() {
				c.check(core)
			}
			in := wire.Inputs{Ack: c.newest.Tick, Inputs: []wire.Input{{Tick: core.Tick() + 2, Vals: make([]int32, len(def.Schema.Input().Fields))}}}
			in.Inputs[0].Vals[0] = int32(i / 30 % 2)
			if code := core.Inputs(p, &in, time.Duration(i)*period); code != 0 {
				t.Fatalf("tick %d: close code %d", core.Tick(), code)
			}
		}
	}
	if a.frames != 600 || b.frames != 600-12*9 {
		t.Errorf("ada got %d frames and bob %d, want 600 and %d", a.frames, b.frames, 600-12*9)
	}
	if want := (2 * period).Microseconds(); int64(a.margin) < want-1 || int64(a.margin) > want {
		t.Errorf("margin %d us, want %d", a.margin, want)
	}
	if n := core.Counts(); n.InputsLate != 0 || n.Skipped != 12*9 {
		t.Errorf("counts %+v", n)
	}
}

// TestAReaderThatAcknowledgesNothingIsNotSentMore is what a full socket would say a minute
// later.
func TestAReaderThatAcknowledgesNothingIsNotSentMore(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{})
	c := newClient(t, def.Schema)
	p := join(t, core, "mute", c)
	for i := range 300 {
		core.Step(time.Duration(i) * period)
	}
	if c.frames < 10 || c.frames > 20 {
		t.Fatalf("%d frames without an acknowledgement, want half a second of them", c.frames)
	}
	got := c.frames
	core.Inputs(p.ID, &wire.Inputs{Ack: c.newest.Tick}, 300*period)
	core.Step(300 * period)
	if c.frames != got+1 || c.newest.Tick != core.Tick() {
		t.Errorf("after the acknowledgement: %d frames, newest tick %d of %d", c.frames, c.newest.Tick, core.Tick())
	}
	c.check(core)
}

func TestRosterAndChatReachThoseWhoWereAsleep(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{})
	c := newClient(t, def.Schema)
	join(t, core, "ada", c)
	gone := join(t, core, "", nil)
	core.Step(0)
	c.busy = true
	same := join(t, core, "ada", nil)
	core.Leave(gone.ID)
	for i := range 70 {
		core.Chat(same.ID, fmt.Sprint("line ", i))
		core.Step(period)
	}
	core.Rename(same.ID, "eve")
	c.busy = false
	core.Step(2 * period)
	if len(c.names) != 2 || c.names[1] != "ada" || c.names[same.ID] != "eve" {
		t.Errorf("roster %v", c.names)
	}
	if len(c.said) != 64 || c.said[0] != "line 6" || c.said[63] != "line 69" {
		t.Errorf("chat of %d lines: %v", len(c.said), c.said)
	}
	if same.Name != "ada 2" || gone.Name != "anonymous" {
		t.Errorf("names %q and %q", same.Name, gone.Name)
	}
}

// TestPrivateLines are told to the two whom they concern, once, and again to one who comes back.
func TestPrivateLines(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{})
	ada, bob, eve := newClient(t, def.Schema), newClient(t, def.Schema), newClient(t, def.Schema)
	pa, pb := join(t, core, "ada", ada), join(t, core, "bob", bob)
	join(t, core, "eve", eve)
	robot := join(t, core, "robot", nil)
	core.Step(0)
	core.Chat(pa.ID, "1")
	core.ChatTo(pa.ID, pb.ID, "2")
	core.ChatTo(pb.ID, pa.ID, "3")
	core.ChatTo(pa.ID, pa.ID, "4")
	core.ChatTo(pa.ID, robot.ID, "to a bot")
	core.ChatTo(pa.ID, 99, "to nobody")
	core.Chat(pb.ID, "5")
	for i := range 3 {
		core.Step(time.Duration(i) * period)
	}
	late := newClient(t, def.Schema)
	join(t, core, "late", late)
	again := newClient(t, def.Schema)
	if _, _, err := core.Resume(pb.ID, 1, room.Join{}, again); err != nil {
		t.Fatal(err)
	}
	core.Step(4 * period)
	for _, row := range []struct {
		who  string
		c    *client
		want []string
	}{
		{"ada", ada, []string{"1", "2", "3", "4", "5"}},
		{"bob", bob, []string{"1", "2", "3", "5"}},
		{"eve", eve, []string{"1", "5"}},
		{"who comes later", late, nil},
		{"bob, on another link", again, []string{"1", "2", "3", "5"}},
	} {
		if !slices.Equal(row.c.said, row.want) {
			t.Errorf("%s has heard %q, want %q", row.who, row.c.said, row.want)
		}
	}
}

// TestWhoJoinsHearsWhatWasSaid as far as the game wants it.
func TestWhoJoinsHearsWhatWasSaid(t *testing.T) {
	for _, row := range []struct{ history, said, want int }{{0, 9, 0}, {5, 3, 3}, {5, 9, 5}, {64, 99, 64}} {
		def := definition(t)
		def.ChatHistory = row.history
		core := room.NewCore(def, "r", room.Seeds{})
		p := join(t, core, "ada", newClient(t, def.Schema))
		for i := range row.said {
			core.Chat(p.ID, fmt.Sprint("line ", i))
		}
		core.Step(0)
		late := newClient(t, def.Schema)
		join(t, core, "bob", late)
		core.Step(period)
		if len(late.said) != row.want || row.want > 0 && late.said[row.want-1] != fmt.Sprint("line ", row.said-1) {
			t.Errorf("%+v: heard %q", row, late.said)
		}
	}
}

func TestBadInputsAreRefused(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{})
	p := join(t, core, "ada", newClient(t, def.Schema))
	core.Step(0)
	lead := game.TickNumber(def.Limits.MaxInputLead)
	for name, c := range map[string]struct {
		in   wire.Inputs
		want wire.CloseCode
	}{
		"far future":           {wire.Inputs{Inputs: []wire.Input{{Tick: 2 + lead}}}, wire.CloseInput},
		"as far as is allowed": {wire.Inputs{Inputs: []wire.Input{{Tick: 1 + lead}}}, 0},
		"late":                 {wire.Inputs{Inputs: []wire.Input{{Tick: 1}}}, 0},
		"ack from the future":  {wire.Inputs{Ack: 2}, wire.CloseInput},
	} {
		if got := core.Inputs(p.ID, &c.in, 0); got != c.want {
			t.Errorf("%s: close code %d, want %d", name, got, c.want)
		}
	}
	if core.Inputs(99, &wire.Inputs{Ack: 50}, 0) != 0 {
		t.Error("an input of nobody closes something")
	}
	for range def.Limits.MaxPlayers - 1 {
		join(t, core, "x", nil)
	}
	if _, err := core.Join(room.Join{Name: "one too many"}, nil); err != room.ErrFull {
		t.Errorf("got %v, want ErrFull", err)
	}
}

func TestATickAllocatesNothing(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{})
	for range 4 {
		join(t, core, "bot", nil)
	}
	p := join(t, core, "ada", sink{})
	vals := make([]int32, len(def.Schema.Input().Fields))
	in := wire.Inputs{Inputs: []wire.Input{{Vals: vals}}}
	tick := func() {
		core.Step(0)
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

// sink is a link that takes everything.
type sink struct{}

func (sink) Ready() bool          { return true }
func (sink) Send(...[]byte)       {}
func (sink) Close(wire.CloseCode) {}
