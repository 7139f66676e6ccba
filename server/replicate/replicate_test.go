package replicate_test

import (
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// TestClientsConverge drives clients that move, skip ticks and see near and far scopes through
// random worlds.
func TestClientsConverge(t *testing.T) {
	for seed := range uint64(20) {
		w := newWorld(seed)
		far := int32(0)
		if seed%2 == 1 {
			far = 4 * cell
		}
		def := definition(far)
		if seed%4 > 1 {
			def.BytesPerSecond = 2000
		}
		r := replicate.New(def)
		var viewers []*viewer
		for p := range game.PlayerID(5) {
			viewers = append(viewers, newViewer(t, p, game.View{X: 500, Y: 500, Radius: 120, Team: game.TeamID(p % 3), All: p == 4}))
		}
		asleep := make([]int, len(viewers))
		for n := game.TickNumber(1); n <= 200; n++ {
			w.step()
			r.Advance(n, w.rows, &w.log)
			for i, v := range viewers {
				v.view.X += w.r.Int32N(31) - 15
				v.view.Y += w.r.Int32N(31) - 15
				if w.r.IntN(50) == 0 {
					v.view.Team = game.TeamID(w.r.IntN(4))
					v.view.X, v.view.Y = w.r.Int32N(1000), w.r.Int32N(1000)
				}
				if asleep[i]--; asleep[i] > 0 {
					continue
				}
				if w.r.IntN(20) == 0 {
					asleep[i] = w.r.IntN(60) // now and then longer than the ring
				}
				v.frame(r, n)
				v.check(r, n)
			}
		}
	}
}

// TestNothingVanishesWhileItIsHeld checks that a body that stays within the held scopes is in
// the merged view of every frame, whatever cells it crosses, far ones included, with and without a budget.
func TestNothingVanishesWhileItIsHeld(t *testing.T) {
	for seed := range uint64(20) {
		w := newWorld(seed)
		def := definition(int32(seed%2) * 3 * cell)
		if seed%4 > 1 {
			def.BytesPerSecond = 2000
		}
		r := replicate.New(def)
		v := newViewer(t, 1, game.View{X: 500, Y: 500, Radius: 150})
		for n := game.TickNumber(1); n <= 200; n++ {
			w.step()
			v.view.X = 500 + int32(n*29%400)
			r.Advance(n, w.rows, &w.log)
			before := v.sees()
			v.frame(r, n)
			after := v.sees()
			for id := range before {
				b := w.bodies[id]
				inside := b != nil && v.state.Held(game.CellScope(uint32(clampCell(b.Y)*10+clampCell(b.X)))) != 0
				if inside && nearMiddle(b.X) && nearMiddle(b.Y) && !after[id] {
					t.Fatalf("seed %d tick %d: body %d at %d,%d vanished from a held cell", seed, n, id, b.X, b.Y)
				}
			}
		}
	}
}

func clampCell(v int32) int32 { return min(max(v/cell, 0), 9) }

// nearMiddle leaves out bodies close to a border, where hysteresis decides the cell.
func nearMiddle(v int32) bool { return v%cell > cell/8 && v%cell < cell-cell/8 }

// TestEventsArriveOnceAndInOrder checks the events of clients that hold everything and skip
// ticks at random, but fewer than the ring holds.
func TestEventsArriveOnceAndInOrder(t *testing.T) {
	w := newWorld(5)
	r := replicate.New(definition(0))
	v := newViewer(t, 1, game.View{All: true})
	var want []int32
	for n := game.TickNumber(1); n <= 300; n++ {
		w.step()
		if n == 1 {
			want = want[:0] // the first frame is a keyframe and has its own tick's events
		}
		for i := range w.log.Len() {
			want = append(want, w.log.Vals(i)[2])
		}
		r.Advance(n, w.rows, &w.log)
		if n > 1 && w.r.IntN(3) == 0 {
			continue
		}
		v.frame(r, n)
		got := slices.Sorted(slices.Values(v.serials))
		if !slices.Equal(got, want) {
			t.Fatalf("tick %d: got events %v, want %v", n, got, want)
		}
		want = want[:0]
	}
}

// TestAScopeIsEncodedOncePerBase is the idea of the engine: a thousand clients with the same
// base cost as many encodings as one.
func TestAScopeIsEncodedOncePerBase(t *testing.T) {
	w := newWorld(1)
	r := replicate.New(definition(0))
	var viewers []*viewer
	for range 100 {
		viewers = append(viewers, newViewer(t, 0, game.View{All: true}))
	}
	for n := game.TickNumber(1); n <= 10; n++ {
		w.step()
		r.Advance(n, w.rows, &w.log)
		for i, v := range viewers {
			if i%2 == 0 && n%3 == 0 {
				continue // half of the clients have another base than the rest
			}
			v.frame(r, n)
		}
		bases := 1
		if n%3 == 1 && n > 3 || n%3 == 2 && n > 3 {
			bases = 2
		}
		scopes := len(viewers[1].state.Scopes(nil))
		if got := r.Stats().Encodings; got > bases*scopes {
			t.Errorf("tick %d: %d encodings for %d scopes and %d bases", n, got, scopes, bases)
		}
	}
}

func TestTickAllocatesNothingAfterWarmUp(t *testing.T) {
	w := newWorld(2)
	r := replicate.New(definition(0))
	clients := make([]*replicate.Client, 20)
	for i := range clients {
		clients[i] = replicate.NewClient(game.PlayerID(i+1), wire.EncodingColumns)
	}
	w.step()
	n := game.TickNumber(0)
	tick := func() {
		n++
		r.Advance(n, w.rows, &w.log)
		for i, c := range clients {
			r.Gather(c, game.View{X: int32(i) * 50, Y: 500, Radius: 150})
		}
	}
	for range 3 * replicate.RingTicks {
		tick()
	}
	if got := testing.AllocsPerRun(50, tick); got != 0 {
		t.Errorf("%v allocations per tick, want 0", got)
	}
}

// TestPrivateRowsReachTheOwnerAlone checks which bodies' secrets and which team's blips a client
// is sent.
func TestPrivateRowsReachTheOwnerAlone(t *testing.T) {
	w := newWorld(3)
	r := replicate.New(definition(0))
	v := newViewer(t, 2, game.View{All: true, Team: 1})
	secrets := 0
	for n := game.TickNumber(1); n <= 50; n++ {
		w.step()
		r.Advance(n, w.rows, &w.log)
		v.frame(r, n)
		for scope, l := range v.scopes {
			for _, id := range l.base.Block(1).IDs {
				secrets++
				if b := w.bodies[id]; b == nil || b.Owner != 2 {
					t.Fatalf("tick %d: player 2 was sent the secret of body %d in %v", n, id, scope)
				}
			}
			for _, team := range l.base.Block(2).Vals {
				if len(l.base.Block(2).IDs) > 0 && scope != game.TeamScope(1) {
					t.Fatalf("tick %d: a blip in %v (%d)", n, scope, team)
				}
			}
		}
	}
	if secrets == 0 || len(v.scopes[game.TeamScope(1)].base.Block(2).IDs) == 0 {
		t.Error("the client was sent none of its own secrets or blips")
	}
}

// TestABodyOnABorderStaysInItsCell checks the hysteresis of entities.
func TestABodyOnABorderStaysInItsCell(t *testing.T) {
	r := replicate.New(definition(0))
	rows := game.NewRows(schema)
	var log game.EventLog
	for n, c := range []struct{ x, cell int32 }{
		{99, 0}, {101, 0}, {111, 0}, {112, 1}, {99, 1}, {88, 1}, {87, 0}, {550, 5}, {-50, 0}, {99, 0}, {2000, 9},
	} {
		rows.Reset()
		bodies.Append(rows, 1, &body{X: c.x})
		tick := game.TickNumber(n + 1)
		r.Advance(tick, rows, &log)
		if got, _ := r.Content(game.CellScope(uint32(c.cell)), tick); got.Rows() != 1 {
			t.Errorf("step %d: a body at %d is not in cell %d", n, c.x, c.cell)
		}
	}
}

// TestAViewOnABorderKeepsItsCells checks the hysteresis of clients.
func TestAViewOnABorderKeepsItsCells(t *testing.T) {
	w := newWorld(3)
	r := replicate.New(definition(0))
	c := replicate.NewClient(1, wire.EncodingColumns)
	for n := game.TickNumber(1); n <= 20; n++ {
		w.step()
		r.Advance(n, w.rows, &w.log)
		left, _ := r.Gather(c, game.View{X: 350 + int32(n%2)*5 - 2, Y: 350, Radius: 50})
		if len(left) > 0 {
			t.Fatalf("tick %d: a view that moves by 5 lost %v", n, left)
		}
	}
}

// TestAClientTakesTheEventsOfAFierceBattle lets a client fall behind by almost the whole ring while
// one cell has more events than its decoder takes: it must get the newest of them.
func TestAClientTakesTheEventsOfAFierceBattle(t *testing.T) {
	const each, behind = 150, replicate.RingTicks - 1
	w := newWorld(1)
	r := replicate.New(definition(0))
	v := newViewer(t, 1, game.View{All: true})
	serial := int32(0)
	for n := game.TickNumber(1); n <= 1+behind; n++ {
		var log game.EventLog
		for range each {
			serial++
			log.Append(sparks.Number(), []int32{50, 50, serial})
		}
		r.Advance(n, w.rows, &log)
		if n == 1 {
			v.frame(r, n)
		}
	}
	v.frame(r, 1+behind)
	if got := v.serials; len(got) != wire.MaxEvents || got[len(got)-1] != serial || got[0] != serial-wire.MaxEvents+1 {
		t.Errorf("got %d events from %d to %d, want the last %d to %d", len(got), got[0], got[len(got)-1], wire.MaxEvents, serial)
	}
	if got := r.Stats().EventsLost; got != each*behind-wire.MaxEvents {
		t.Errorf("%d events counted as lost, want %d", got, each*behind-wire.MaxEvents)
	}
}
