package room_test

import (
	"errors"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
	"tickwire/server/session"
)

// kept is what comes back of a checkpoint that was on disk.
func kept(t *testing.T, core *room.Core, def *game.Definition) *wire.Checkpoint {
	t.Helper()
	var cp wire.Checkpoint
	core.Checkpoint(&cp)
	back, err := wire.DecodeCheckpoint(wire.AppendCheckpoint(nil, &cp), def)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// TestARestoredRoomGoesOnAsItWouldHave runs a battle of bots on in the room that it was in and in the
// one that is made of its checkpoint: row by row they stay the same.
func TestARestoredRoomGoesOnAsItWouldHave(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{Public: 1, Secret: 2})
	for range 6 {
		join(t, core, "bot", nil)
	}
	for range 500 {
		core.Step(0)
	}
	again := room.RestoreCore(def, kept(t, core, def))
	for range 500 {
		core.Step(0)
		again.Step(0)
		if core.Tick() != again.Tick() || !core.Rows().Equal(again.Rows()) {
			t.Fatalf("tick %d is %d in the restored room, or its rows differ", core.Tick(), again.Tick())
		}
	}
}

// TestWhoWasThereComesBackToARestoredRoom loses a room that two people and a bot are in, a while after
// it was written down.
func TestWhoWasThereComesBackToARestoredRoom(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{Public: 1, Secret: 2})
	join(t, core, "bot", nil)
	a, b := newClient(t, def.Schema), newClient(t, def.Schema)
	ada, bob := join(t, core, "ada", a), join(t, core, "bob", b)
	for range 50 {
		core.Step(0)
		core.Inputs(ada.ID, &wire.Inputs{Ack: a.newest.Tick}, 0)
	}
	cp := kept(t, core, def)
	late := join(t, core, "late", newClient(t, def.Schema)) // and is in nothing that was written down
	core.Step(0)

	again := room.RestoreCore(def, cp)
	other := join(t, again, "other", newClient(t, def.Schema)) // is given late's number
	for range 10 {
		again.Step(0)
	}
	if again.Players() != 4 || other.ID != late.ID {
		t.Fatalf("%d players, the newest is %d; want 4, and %d", again.Players(), other.ID, late.ID)
	}
	for _, row := range []struct {
		name   string
		id     game.PlayerID
		serial uint32
		want   error
	}{
		{"a token that was good", ada.ID, 1, nil},
		{"one that was handed out after the checkpoint", bob.ID, 2, nil},
		{"one from before that", bob.ID, 1, session.Replayed},
		{"of the one who had the number before", other.ID, 1, session.Replayed},
		{"of a bot", 1, 1, session.Gone},
		{"of nobody", 77, 1, session.Gone},
	} {
		c := newClient(t, def.Schema)
		p, away, err := again.Resume(row.id, row.serial, room.Join{}, c)
		if !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
		if err != nil {
			continue
		}
		again.Step(0)
		c.check(again)
		if w := again.Welcome(p); !w.Resumed || p.Name != w.Name || c.names[p.ID] != p.Name || c.roster[p.ID].Away || away < 10*period || c.frames != 1 {
			t.Errorf("%s: %+v, away for %v, %d frames, roster %v, away %v", row.name, p, away, c.frames, c.names, c.roster)
		}
	}
	for range def.Limits.Grace {
		again.Step(0)
	}
	if again.Counts().Expired != 0 {
		t.Errorf("%d players who are here were waited for in vain", again.Counts().Expired)
	}
}

// TestAbsenceIsKept tells a restored world nothing that it knew.
func TestAbsenceIsKept(t *testing.T) {
	def := definition(t)
	calls := map[string]int{}
	whole := def.New
	def.New = func(seed uint64) game.World { return heard{whole(seed), calls} }
	core := room.NewCore(def, "r", room.Seeds{})
	gone, here := join(t, core, "gone", newClient(t, def.Schema)), join(t, core, "here", newClient(t, def.Schema))
	core.Step(0)
	core.Drop(gone.ID)
	core.Step(0)
	cp := kept(t, core, def)
	again := room.RestoreCore(def, cp)
	again.Step(0)
	again.Step(0)
	if calls["dropped"] != 2 || calls["resumed"] != 0 {
		t.Errorf("told %v, want that each of %d and %d has dropped, once", calls, gone.ID, here.ID)
	}
	for range def.Limits.Grace {
		again.Step(0)
	}
	if again.Players() != 0 || again.Counts().Expired != 2 {
		t.Errorf("%d players after the grace, %d expired", again.Players(), again.Counts().Expired)
	}
}

// heard counts what a world is told of who is away.
type heard struct {
	game.World
	calls map[string]int
}

func (h heard) Dropped(*game.Tick, game.PlayerID) { h.calls["dropped"]++ }
func (h heard) Resumed(*game.Tick, game.PlayerID) { h.calls["resumed"]++ }

// TestWhoIsHalfInOrHalfOut is written down between a join, or a leave, and the tick that makes it so.
func TestWhoIsHalfInOrHalfOut(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{})
	stays, leaves := join(t, core, "stays", nil), join(t, core, "leaves", nil)
	core.Step(0)
	join(t, core, "joins", nil)
	core.Leave(leaves.ID)
	again := room.RestoreCore(def, kept(t, core, def))
	again.Step(0)
	alone := room.NewCore(def, "r", room.Seeds{})
	join(t, alone, "stays", nil)
	join(t, alone, "leaves", nil)
	alone.Step(0)
	alone.Leave(leaves.ID)
	alone.Step(0)
	if again.Players() != 1 || !again.Rows().Equal(alone.Rows()) {
		t.Errorf("%d players, or rows that are not those of %q alone", again.Players(), stays.Name)
	}
	if p := join(t, again, "joins", nil); p.ID != 4 {
		t.Errorf("the next player is %d; 3 was given away", p.ID)
	}
}

func TestACheckpointAllocatesNothing(t *testing.T) {
	def := definition(t)
	core := room.NewCore(def, "r", room.Seeds{})
	for range 6 {
		join(t, core, "bot", nil)
	}
	var cp wire.Checkpoint
	for range 300 {
		core.Step(time.Second)
		core.Checkpoint(&cp)
	}
	if n := testing.AllocsPerRun(100, func() { core.Checkpoint(&cp) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// TestAGameWithoutGraceKeepsNobody is restored with people in it, who can have no token.
func TestAGameWithoutGraceKeepsNobody(t *testing.T) {
	def := definition(t)
	def.Limits.Grace = -1
	core := room.NewCore(def, "r", room.Seeds{})
	join(t, core, "bot", nil)
	join(t, core, "ada", newClient(t, def.Schema))
	core.Step(0)
	again := room.RestoreCore(def, kept(t, core, def))
	again.Step(0)
	again.Step(0)
	if again.Players() != 1 || again.People() != 0 {
		t.Errorf("%d players, %d of them people; want the bot alone", again.Players(), again.People())
	}
}

// TestBotsAreAsManyAsThereAreToBe restores a room for other numbers of bots than it had.
func TestBotsAreAsManyAsThereAreToBe(t *testing.T) {
	for _, bots := range []int{0, 2, 3, 5} {
		def := definition(t)
		core := room.NewCore(def, "r", room.Seeds{})
		for range 3 {
			join(t, core, "bot", nil)
		}
		ada := join(t, core, "ada", newClient(t, def.Schema))
		core.Step(0)
		r := room.New(room.Config{Def: def, Bots: bots, Restored: kept(t, core, def)})
		if s := r.Status(); s.Bots != bots || s.People != 1 {
			t.Errorf("with %d bots it is %+v; want them, and player %d", bots, s, ada.ID)
		}
	}
}

// ledger is a world that keeps books by subject, in no row.
type ledger struct {
	game.World
	books map[game.PlayerID]game.Player
}

func (l ledger) Restored(p game.Player) { l.books[p.ID] = p }

// TestAGameKnowsItsPlayersAgain restores a room with a guest, a bot and somebody with an account.
func TestAGameKnowsItsPlayersAgain(t *testing.T) {
	def := definition(t)
	books := map[game.PlayerID]game.Player{}
	whole := def.New
	def.New = func(seed uint64) game.World { return ledger{whole(seed), books} }
	core := room.NewCore(def, "r", room.Seeds{})
	var want []game.Player
	for _, j := range []room.Join{{Name: "ada", Subject: "user\xff 7"}, {Name: "guest"}} {
		p, err := core.Join(j, newClient(t, def.Schema))
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, p)
	}
	want = append(want, join(t, core, "bot", nil))
	core.Step(0)
	first := kept(t, core, def)
	again := room.RestoreCore(def, kept(t, room.RestoreCore(def, first), def)) // twice, without a tick between
	if len(books) != len(want) {
		t.Errorf("the game knows %v", books)
	}
	for _, p := range want {
		if books[p.ID] != p {
			t.Errorf("player %d is %+v, want %+v", p.ID, books[p.ID], p)
		}
	}
	if p, _, err := again.Resume(want[0].ID, 1, room.Join{}, newClient(t, def.Schema)); err != nil || p != want[0] {
		t.Errorf("came back as %+v, %v", p, err)
	}
}
