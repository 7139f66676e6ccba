package e2e_test

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/fixed"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// trail is where a ship was, tick by tick, and where it was drawn last.
type trail struct {
	first   game.TickNumber
	at      []fixed.Vec
	drawn   fixed.Vec
	picture int // number of the one in which it was drawn last; 0 for none
}

// window is the part of a trail that may be drawn after tick n: what is older is too old for any
// scope.
func (l *trail) window(n game.TickNumber) []fixed.Vec {
	from := max(int(n)-int(l.first)-80, 0)
	return l.at[min(from, len(l.at)-1):]
}

// speeds are the shortest and the longest way of a tick in a window, in units.
func speeds(window []fixed.Vec) (least, most float64) {
	least = math.Inf(1)
	for i := 1; i < len(window); i++ {
		step := window[i].Sub(window[i-1]).Len().Float()
		least, most = min(least, step), max(most, step)
	}
	return least, most
}

// offPath is how far a place is from a window's path, in units.
func offPath(window []fixed.Vec, p fixed.Vec) float64 {
	best := math.Inf(1)
	for i := range window {
		a, b := window[max(i-1, 0)], window[i]
		ax, ay := a.X.Float(), a.Y.Float()
		dx, dy := b.X.Float()-ax, b.Y.Float()-ay
		px, py := p.X.Float()-ax, p.Y.Float()-ay
		part := 0.0
		if l := dx*dx + dy*dy; l > 0 {
			part = min(max((px*dx+py*dy)/l, 0), 1)
		}
		best = min(best, math.Hypot(px-part*dx, py-part*dy))
	}
	return best
}

// TestShipsOfSlowScopesGlide draws an arena of bots sixty times a second for a client to whom far
// cells are sent seldom, and for those whose budget is a half and a quarter of what that takes. From
// one picture to the next no ship goes much further than it ever does, those that fly hardly ever
// stand still, and each is near where it has been a while ago.
func TestShipsOfSlowScopesGlide(t *testing.T) {
	for _, row := range []struct {
		name   string
		far    int // units
		budget int
		step   float64 // the longest, by the ship's own longest at that time
		still  float64 // pictures in which a ship stands still that flies and lives, of all
		off    float64 // units from its path, for all but one in a hundred: bends between looks
	}{
		{"all in every frame", 0, 0, 1.1, 0, 0.1},
		{"far cells every fourth tick", 1024, 0, 1.3, 0.001, 4},
		{"half of the bytes", 1024, 5000, 1.3, 0.004, 25},
		{"a quarter of the bytes", 1024, 2500, 1.3, 0.004, 45},
	} {
		t.Run(row.name, func(t *testing.T) {
			def := arena.Definition()
			def.Grid.FarRadius, def.BytesPerSecond = int32(fixed.FromInt(row.far)), row.budget
			if err := def.Complete(); err != nil {
				t.Fatal(err)
			}
			g := newGlide(t, def)
			for step := range 60 * 60 {
				g.picture(time.Duration(step) * time.Second / 60)
			}
			slices.Sort(g.off)
			off, still := g.off[len(g.off)*99/100], float64(g.still)/float64(g.steps)
			t.Logf("of %d steps the longest is %.2f times what it may be, %.2f %% stand still, %.1f units off; %.0f B/s",
				g.steps, g.longest, 100*still, off, g.client.Stats(g.now).BytesPerSecond)
			if g.steps < 20_000 || g.longest > row.step || still > row.still || off > row.off {
				t.Errorf("want 20000 steps or more, %v times, %.2f %% and %v units", row.step, 100*row.still, row.off)
			}
		})
	}
}

// glide is a room of bots and a client that watches them.
type glide struct {
	t      *testing.T
	def    *game.Definition
	core   *room.Core
	client *player
	now    time.Duration
	due    time.Duration
	trails map[game.EntityID]*trail

	pictures, steps, still int
	longest                float64   // step, by that which the ship really made
	off                    []float64 // from the path, of each ship in each picture
}

func newGlide(t *testing.T, def *game.Definition) *glide {
	t.Helper()
	g := &glide{t: t, def: def, core: room.NewCore(def, "r", room.Seeds{Public: 5, Secret: 6}), trails: map[game.EntityID]*trail{}}
	for i := range 24 {
		if _, err := g.core.Join(room.Join{Name: fmt.Sprint("bot ", i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	p := &player{Client: netplay.New(def, netplay.Config{Name: "ada"}), now: &g.now}
	p.down.delay, p.up.delay = 60*time.Millisecond, 60*time.Millisecond
	who, err := g.core.Join(room.Join{Name: "ada", Encoding: wire.EncodingPacked}, p)
	if err != nil {
		t.Fatal(err)
	}
	p.id, g.client = who.ID, p
	p.Send(wire.AppendWelcome(nil, g.core.Welcome(who)))
	return g
}

// picture lets time pass and draws.
func (g *glide) picture(now time.Duration) {
	g.t.Helper()
	g.now = now
	p := g.client
	for msg := p.up.get(now); msg != nil; msg = p.up.get(now) {
		if err := wire.DecodeInputs(&p.in, msg, len(g.def.Schema.Input().Fields)); err != nil {
			g.t.Fatal(err)
		}
		if code := g.core.Inputs(p.id, &p.in, now); code != 0 {
			g.t.Fatal(code.Reason())
		}
	}
	for ; g.due <= now; g.due += period {
		g.core.Step(now)
		for id, ship := range arena.Ships.All(g.core.Rows()) {
			l := g.trails[id]
			if l == nil {
				l = &trail{first: g.core.Tick()}
				g.trails[id] = l
			}
			l.at = append(l.at, ship.Pos)
		}
	}
	for msg := p.down.get(now); msg != nil; msg = p.down.get(now) {
		if err := p.Receive(msg, now); err != nil {
			g.t.Fatal(err)
		}
	}
	if msg := p.Play(now); msg != nil {
		p.up.put(now, msg)
	}
	g.look(p.Draw(now))
	p.Events(func(*game.EventLog) {})
}

// look compares what is drawn with what was.
func (g *glide) look(v *netplay.View) {
	g.pictures++
	n := g.core.Tick()
	for id, ship := range arena.Ships.All(v.Rows) {
		if ship.Owner == v.Local {
			continue
		}
		l := g.trails[id]
		window := l.window(n)
		g.off = append(g.off, offPath(window, ship.Pos))
		if l.picture == g.pictures-1 && l.picture > 0 {
			step := ship.Pos.Sub(l.drawn).Len().Float()
			least, most := speeds(window)
			g.steps++
			g.longest = max(g.longest, step/max(most/2, 0.1))
			if gone := int(l.first)+len(l.at) <= int(n); !gone && least > 3 && step < 0.1*least {
				g.still++
			}
		}
		l.drawn, l.picture = ship.Pos, g.pictures
	}
}
