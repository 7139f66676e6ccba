package replicate_test

import (
	"fmt"
	"testing"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// BenchmarkGather is a tick of a room whose clients each stand on a body and see the cells around
// it, 9 to 16 of them with about 30 bodies. ns/client is choosing and gathering for one client, its
// share of what is encoded for all included.
func BenchmarkGather(b *testing.B) {
	for _, clients := range []int{100, 1000, 3000} {
		b.Run(fmt.Sprintf("clients=%d", clients), func(b *testing.B) {
			side := int32(1)
			for 3*side*side < int32(clients) {
				side++
			}
			def := &game.Definition{
				Name: "walk", Schema: schema, New: func(uint64) game.World { return nil },
				Grid: game.Grid{MaxX: side * cell, MaxY: side * cell, Cell: cell},
			}
			if err := def.Complete(); err != nil {
				b.Fatal(err)
			}
			w := newWalk(clients, side*cell)
			r := replicate.New(def)
			looks := make([]*replicate.Client, clients)
			for i := range looks {
				looks[i] = replicate.NewClient(game.PlayerID(i+1), wire.EncodingPacked)
			}
			var n game.TickNumber
			scopes, encodings := 0, 0
			tick := func() {
				n++
				w.step()
				r.Advance(n, w.rows, &w.log)
				for i, c := range looks {
					r.Gather(c, game.View{X: w.all[i].X, Y: w.all[i].Y, Radius: cell})
				}
				scopes, encodings = scopes+r.Stats().Shared, encodings+r.Stats().Encodings
			}
			for range 100 {
				tick()
			}
			scopes, encodings = 0, 0
			b.ReportAllocs()
			for b.Loop() {
				tick()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*clients), "ns/client")
			b.ReportMetric(float64(scopes)/float64(b.N*clients), "scopes/client")
			b.ReportMetric(float64(encodings)/float64(b.N), "encodings/tick")
		})
	}
}

// walk is bodies that walk straight on and turn at the walls: some stand, the fastest cross a cell
// in some three seconds of a game with 30 ticks.
type walk struct {
	side int32
	n    int
	all  []body
	vx   []int32
	vy   []int32
	rows *game.Rows
	log  game.EventLog
}

func newWalk(n int, side int32) *walk {
	w := &walk{side: side, rows: game.NewRows(schema)}
	for i := range int32(n) {
		w.all = append(w.all, body{Owner: game.PlayerID(i + 1), X: i * 7919 % side, Y: i * 104729 % side, HP: 100})
		w.vx, w.vy = append(w.vx, i%5-2), append(w.vy, i%7-3)
	}
	return w
}

func (w *walk) step() {
	w.rows.Reset()
	w.n++
	for i := range w.all {
		b := &w.all[i]
		if (w.n+i)%3 > 0 {
			bodies.Append(w.rows, game.EntityID(i+1), b)
			continue
		}
		if b.X+w.vx[i] < 0 || b.X+w.vx[i] >= w.side {
			w.vx[i] = -w.vx[i]
		}
		if b.Y+w.vy[i] < 0 || b.Y+w.vy[i] >= w.side {
			w.vy[i] = -w.vy[i]
		}
		b.X, b.Y = b.X+w.vx[i], b.Y+w.vy[i]
		bodies.Append(w.rows, game.EntityID(i+1), b)
	}
}

// BenchmarkVerify is asking one client what it holds and comparing its answer.
func BenchmarkVerify(b *testing.B) {
	def := definition(0)
	w, r := newWalk(300, 10*cell), replicate.New(def)
	c := replicate.NewClient(1, wire.EncodingPacked)
	for n := range game.TickNumber(4) {
		w.step()
		r.Advance(n+1, w.rows, &w.log)
		r.Gather(c, game.View{X: 450, Y: 450, Radius: cell})
	}
	said := &wire.Verified{Tick: 4}
	rows := 0
	for _, id := range c.Scopes(nil) {
		look, _ := r.Content(id, c.Held(id))
		rows += look.Rows()
		said.Scopes = append(said.Scopes, wire.ScopeHash{ID: id, Tick: c.Held(id), Hash: wire.HashScope(&look)})
	}
	b.ReportAllocs()
	for b.Loop() {
		r.Ask(c, true)
		if got, ok := r.Verify(c, said); !ok || got.Diverged > 0 {
			b.Fatal(got)
		}
	}
	b.ReportMetric(float64(len(said.Scopes)), "scopes")
	b.ReportMetric(float64(rows), "rows")
}
