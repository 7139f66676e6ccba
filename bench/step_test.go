package main

import (
	"fmt"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// crowded is an arena full of ships that fly and shoot, and a viewer who sees all of it.
type crowded struct {
	def     *game.Definition
	world   game.World
	host    *game.Host
	rows    *game.Rows
	rep     *replicate.Replicator
	viewer  *replicate.Client
	players int
	tick    game.TickNumber
	bytes   int
}

// newCrowded lets players in until so many entities are there.
func newCrowded(tb testing.TB, entities int) *crowded {
	tb.Helper()
	c := &crowded{def: arena.Sized(entities / 3)}
	if err := c.def.Complete(); err != nil {
		tb.Fatal(err)
	}
	c.world, c.host = c.def.New(1), game.NewHost(c.def, game.HostConfig{PublicSeed: 1, SecretSeed: 2})
	c.rows, c.rep = game.NewRows(c.def.Schema), replicate.New(c.def)
	c.viewer = replicate.NewClient(0, wire.EncodingPacked)
	for c.rows.Len() < entities {
		t := c.begin()
		for range 100 {
			c.players++
			p := game.PlayerID(c.players)
			c.host.AddPlayer(p, true)
			c.world.Join(t, game.Player{ID: p, Bot: true})
		}
		c.end(t)
	}
	return c
}

func (c *crowded) begin() *game.Tick {
	c.tick++
	t := c.host.Begin(c.tick)
	for p := 1; p <= c.players; p++ {
		n := int(c.tick) + 7*p
		in := arena.Input{Forward: n%60 < 40, Left: n%90 < 20, Right: n%70 < 10, Fire: n%120 < 15}
		arena.Inputs.Set(t, game.PlayerID(p), &in)
	}
	return t
}

func (c *crowded) end(t *game.Tick) {
	c.world.Step(t)
	c.rows.Reset()
	c.world.Save(c.rows)
	c.rep.Advance(c.tick, c.rows, c.host.Events())
	_, parts := c.rep.Gather(c.viewer, game.View{All: true})
	for _, p := range parts {
		c.bytes += len(p)
	}
}

// BenchmarkStep is what a tick of a large world costs without any player's socket: rules, saving,
// cutting into scopes, and the difference and packed encoding of every scope once. All ships fly
// and turn, and one in eight shoots. ms/tick is of one core.
func BenchmarkStep(b *testing.B) {
	sizes := []int{1000, 10000}
	if short() {
		sizes = []int{500}
	}
	for _, n := range sizes {
		b.Run(fmt.Sprintf("entities=%d", n), func(b *testing.B) {
			c := newCrowded(b, n)
			for range 200 {
				c.end(c.begin())
			}
			c.bytes = 0
			var step time.Duration
			ticks, rows := 0, 0
			b.ReportAllocs()
			for b.Loop() {
				t := c.begin()
				began := time.Now()
				c.end(t)
				step += time.Since(began)
				ticks++
				rows += c.rows.Len()
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(step.Seconds()*1e3/float64(ticks), "ms/tick")
			b.ReportMetric(float64(rows)/float64(ticks), "entities")
			b.ReportMetric(float64(c.bytes)/float64(rows), "B/entity")
			b.ReportMetric(float64(c.rep.Stats().Scopes), "scopes")
		})
	}
}

// TestStepAllocatesNothing holds a large world to the rule of small ones.
func TestStepAllocatesNothing(t *testing.T) {
	c := newCrowded(t, 1000)
	for range 400 {
		c.end(c.begin())
	}
	if n := testing.AllocsPerRun(200, func() { c.end(c.begin()) }); n > 0 {
		t.Errorf("%v allocations per tick, want 0", n)
	}
}
