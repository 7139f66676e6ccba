package notice

import (
	"time"

	"tickwire/game"
)

const (
	// kept is how many notices the world holds at most: 25 seconds of 20 a second, so that one who asks
	// every ten finds all of them, even where a poll comes to nothing because the server is late.
	kept = 512

	// keptFor is how old they get, where there are fewer: what one who asks every ten seconds has seen
	// is not told again for ever.
	keptFor = 25 * time.Second
)

// Source tells when a notice began, if it has by this tick.
type Source func(t *game.Tick, number int32) (at time.Duration, begun bool)

// Row is a notice as it travels: a time is more than 32 bits have room for.
type Row struct {
	Number, Second, Micro int32
	A, B, C, D            int32 // Words
}

// Fields is how many values a Row has on the wire, in the order of Row's.
const Fields = 7

// Rows is the kind of the notices, and the world's only one.
var Rows = game.NewKind(game.KindConfig[Row]{
	Name: "notice",
	Fields: []game.Field[Row]{
		game.Step("number", func(r *Row) *int32 { return &r.Number }),
		game.Step("second", func(r *Row) *int32 { return &r.Second }),
		game.Step("micro", func(r *Row) *int32 { return &r.Micro }),
		game.Step("a", func(r *Row) *int32 { return &r.A }),
		game.Step("b", func(r *Row) *int32 { return &r.B }),
		game.Step("c", func(r *Row) *int32 { return &r.C }),
		game.Step("d", func(r *Row) *int32 { return &r.D }),
	},
})

type nothing struct{}

var schema = game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{Rows}, Input: game.NewInput[nothing]()})

// tickRate is that of games that say nothing: who is told waits 17 ms for it on average.
const tickRate = 30

// MaxClients is how many one room takes.
const MaxClients = 1000

// Definition is a game in which nothing is but notices. Nobody who watches it presses anything, and
// nothing is sent for as long as nothing happens, for a minute at most.
func Definition(from Source) *game.Definition {
	return &game.Definition{
		Name: "notice", Version: 1, TickRate: tickRate, SendIdle: 60 * tickRate, Schema: schema,
		Limits: game.Limits{MaxPlayers: MaxClients},
		New:    func(uint64) game.World { return &world{source: from} },
	}
}

func rowOf(n *Notice) Row {
	return Row{
		Number: n.Number, Second: int32(n.At / time.Second), Micro: int32(n.At % time.Second / time.Microsecond),
		A: n.Words[0], B: n.Words[1], C: n.Words[2], D: n.Words[3],
	}
}

// FromValues is the notice of a Row's values on the wire.
func FromValues(v []int32) Notice {
	return Notice{
		Number: v[0], At: time.Duration(v[1])*time.Second + time.Duration(v[2])*time.Microsecond,
		Words: [4]int32(v[3:Fields]),
	}
}

func (r *Row) at() time.Duration {
	return time.Duration(r.Second)*time.Second + time.Duration(r.Micro)*time.Microsecond
}

// world is the newest notices, oldest first.
type world struct {
	source  Source
	notices []game.Entity[Row]
}

// Join implements game.World.
func (w *world) Join(*game.Tick, game.Player) {}

// Leave implements game.World.
func (w *world) Leave(*game.Tick, game.PlayerID) {}

// Step implements game.World. Old notices go when new ones come, so that a world in which nothing
// happens stands still.
func (w *world) Step(t *game.Tick) {
	if t.Predicting() {
		return
	}
	for {
		next := Notice{Number: w.newest() + 1}
		at, begun := w.source(t, next.Number)
		if !begun {
			return
		}
		next.At, next.Words = at, Words(next.Number)
		old := max(0, len(w.notices)+1-kept)
		for old < len(w.notices) && w.notices[old].V.at() < at-keptFor {
			old++
		}
		w.notices = append(w.notices[:0], w.notices[old:]...)
		w.notices = append(w.notices, game.Entity[Row]{ID: t.NewEntity(), V: rowOf(&next)})
	}
}

func (w *world) newest() int32 {
	if n := len(w.notices); n > 0 {
		return w.notices[n-1].V.Number
	}
	return 0
}

// Save implements game.World.
func (w *world) Save(r *game.Rows) { Rows.SaveAll(r, w.notices) }

// Load implements game.World.
func (w *world) Load(r *game.Rows) { w.notices = Rows.LoadAll(r, w.notices) }
