package netplay

import (
	"slices"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// inputMemory is how many ticks of inputs and predictions are kept at a tick rate: two seconds,
// more than the clock may lead plus the oldest acknowledgement that still matters. It is also the
// most that a frame can make a client predict anew.
func inputMemory(rate int) int { return max(2*rate, 64) }

// prediction runs the world ahead of the server: Load of what the server said, then Step for
// each input that it has not taken yet. This is Quake III's cg_predict.c with whole worlds.
type prediction struct {
	def    *game.Definition
	world  game.World
	bots   game.Bots // nil when the game cannot play itself
	host   *game.Host
	merger Merger
	edges  []int

	local  game.PlayerID
	loaded game.TickNumber // tick of the newest frame, 0 for none
	last   game.TickNumber // newest predicted tick
	at     time.Duration   // when it was predicted

	server        *game.Rows // newest frame, merged
	before, after *game.Rows // predictions for last-1 and last
	old           *game.Rows // scratch: what was drawn before a correction

	inputs []int32 // a ring of inputMemory rows of fields
	guess  guesses // as many ticks as inputs
	errors map[errorKey]*VisualError
}

type errorKey struct {
	kind int
	id   game.EntityID
}

func newPrediction(def *game.Definition, local game.PlayerID, seed uint64) *prediction {
	p := &prediction{
		def: def, local: local, world: def.New(seed), errors: map[errorKey]*VisualError{},
		host:   game.NewHost(def, game.HostConfig{PublicSeed: seed, Predicting: true, Local: local}),
		server: game.NewRows(def.Schema), before: game.NewRows(def.Schema), after: game.NewRows(def.Schema), old: game.NewRows(def.Schema),
	}
	p.bots, _ = p.world.(game.Bots)
	p.host.AddPlayer(local, false)
	fields := def.Schema.Input().Fields
	p.guess = newGuesses(def.Schema, inputMemory(def.TickRate))
	p.inputs = make([]int32, len(p.guess.ticks)*len(fields))
	for i, f := range fields {
		if f.Edge {
			p.edges = append(p.edges, i)
		}
	}
	return p
}

// player keeps the host's list of players in step with the roster.
func (p *prediction) player(e wire.RosterEntry) {
	if e.Left {
		p.host.RemovePlayer(e.Player)
	} else {
		p.host.AddPlayer(e.Player, e.Bot)
	}
}

// step predicts a new tick and returns its input as it must be sent.
func (p *prediction) step(n game.TickNumber, vals []int32, first bool, now time.Duration) []int32 {
	in := p.input(n)
	clear(in[copy(in, vals):])
	if !first {
		for _, f := range p.edges {
			in[f] = 0
		}
	}
	p.last, p.at = n, now
	if p.loaded != 0 && n > p.loaded {
		p.advance(n)
	} else {
		p.host.Begin(n)
	}
	return in
}

// slot is where a tick is in the rings.
func (p *prediction) slot(n game.TickNumber) int { return int(n % game.TickNumber(len(p.guess.ticks))) }

// input is where the input of tick n is kept.
func (p *prediction) input(n game.TickNumber) []int32 {
	width := len(p.def.Schema.Input().Fields)
	slot := p.slot(n)
	return p.inputs[slot*width : (slot+1)*width : (slot+1)*width]
}

// play is step with the input that the game itself would give.
func (p *prediction) play(n game.TickNumber, now time.Duration) []int32 {
	p.bots.Bot(p.host.Begin(n), p.local)
	return p.step(n, p.host.Input(p.local), true, now)
}

// advance steps the predicted world to tick n and saves it.
func (p *prediction) advance(n game.TickNumber) {
	t := p.host.Begin(n)
	p.host.SetInput(p.local, p.input(n), 0)
	p.world.Step(t)
	p.before, p.after = p.after, p.before
	p.save(n)
}

func (p *prediction) save(n game.TickNumber) {
	p.after.Reset()
	p.world.Save(p.after)
	p.note(n)
}

// correct starts anew from a frame and predicts again up to where it was. It reports whether the
// prediction for the frame's tick was wrong about the local player.
func (p *prediction) correct(n game.TickNumber, held []HeldScope, gone departures, now time.Duration) (wrong bool) {
	p.merger.Merge(p.server, held, gone)
	wrong = p.wrong(n, held)
	p.old.CopyFrom(p.after)
	drawn := p.loaded != 0 && int64(n-p.loaded) < longGap(p.def.TickRate)
	p.loaded = n
	p.world.Load(p.server)
	p.save(n)
	p.before.CopyFrom(p.after)
	if p.last > n {
		n = max(n, p.last-min(p.last, game.TickNumber(len(p.guess.ticks)))) // older inputs are forgotten
	}
	for ; n < p.last; n++ {
		p.advance(n + 1)
	}
	if drawn && wrong {
		p.smooth(now)
	}
	p.expire()
	return wrong
}

// smooth lets what moved under a correction glide from where it was drawn.
func (p *prediction) smooth(now time.Duration) {
	for kind := range p.def.Schema.NumKinds() {
		t := p.def.Schema.Kind(kind)
		b := p.after.Block(kind)
		for i, id := range b.IDs {
			j, ok := p.old.Block(kind).Find(id)
			if !ok || !p.owns(&t, b.Row(i)) {
				continue
			}
			k := errorKey{kind, id}
			e := p.errors[k]
			if e == nil {
				e = &VisualError{}
				p.errors[k] = e
			}
			drawn := slices.Clone(p.old.Block(kind).Row(j))
			e.Apply(t.Fields, drawn, now)
			e.Correct(t.Fields, drawn, b.Row(i), snapLimit, now)
		}
	}
}

// snapLimit is the largest correction, in units of a field, that glides; a larger one, such as a
// respawn, is shown at once.
const snapLimit = 1 << 15

// expire forgets the errors of entities that are gone.
func (p *prediction) expire() {
	for k := range p.errors {
		if _, ok := p.after.Block(k.kind).Find(k.id); !ok {
			delete(p.errors, k)
		}
	}
}

// owns reports whether an entity is drawn from the prediction.
func (p *prediction) owns(t *game.Table, vals []int32) bool {
	return t.Predicted || t.Owner >= 0 && game.PlayerID(vals[t.Owner]) == p.local
}
