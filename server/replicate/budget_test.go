package replicate_test

import (
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/server/replicate"
)

// rationed is a crowd and clients who look at it with a budget.
type rationed struct {
	w       *walk
	r       *replicate.Replicator
	n       game.TickNumber
	viewers []*viewer
}

func newRationed(t *testing.T, bodies, budget, clients int, view func(i int) game.View) *rationed {
	def := definition(0)
	def.BytesPerSecond = budget
	c := &rationed{w: newWalk(bodies, 10*cell), r: replicate.New(def)}
	for i := range clients {
		c.viewers = append(c.viewers, newViewer(t, 0, view(i)))
	}
	return c
}

// tick gives everybody a frame and returns the bytes of the first client's scopes.
func (c *rationed) tick() int {
	c.n++
	c.w.step()
	c.r.Advance(c.n, c.w.rows, &c.w.log)
	for _, v := range c.viewers {
		v.frame(c.r, c.n)
		v.check(c.r, c.n)
	}
	return c.viewers[0].bytes
}

func everything(int) game.View { return game.View{All: true} }

// TestTheBudgetHolds gives a client a third and a sixth of what it would take, and looks at each
// second.
func TestTheBudgetHolds(t *testing.T) {
	const rate, seconds = 30, 20
	free := newRationed(t, 1000, 0, 1, everything)
	all := 0
	for range seconds * rate {
		all += free.tick()
	}
	for _, row := range []struct{ budget, second int }{{24_000, 29_000}, {12_000, 17_000}} {
		tight := newRationed(t, 1000, row.budget, 1, everything)
		var spent []int
		second, sum := 0, 0
		for n := range seconds * rate {
			spent = append(spent, tight.tick())
			second, sum = second+spent[n], sum+spent[n]
			if n >= rate {
				second -= spent[n-rate]
			}
			if n >= 2*rate && second > row.second {
				t.Fatalf("tick %d: %d bytes in a second of %d", n+1, second, row.budget)
			}
		}
		if mean := sum / seconds; mean < row.budget*8/10 || mean > row.budget*11/10 || all/seconds < 5*row.budget/2 {
			t.Errorf("%d bytes a second of %d; %d without a budget", mean, row.budget, all/seconds)
		}
	}
}

// TestNearScopesComeOftenAndFarOnesCome measures how old the looks of a client are.
func TestNearScopesComeOftenAndFarOnesCome(t *testing.T) {
	c := newRationed(t, 1000, 12_000, 1, func(int) game.View { return game.View{X: 550, Y: 550, Radius: 500} })
	v := c.viewers[0]
	var ages [6]float64
	var counts [6]int
	for n := range 600 {
		c.tick()
		if n < 100 {
			continue // all came once
		}
		for id, l := range v.scopes {
			if id.Class() != game.ClassCell {
				continue
			}
			x, y := int(id.Index()%10)-5, int(id.Index()/10)-5
			ring := max(x, -x, y, -y)
			age := c.n - l.base.Tick
			if age > replicate.RingTicks {
				t.Fatalf("tick %d: the look at %v is %d ticks old", c.n, id, age)
			}
			ages[ring] += float64(age)
			counts[ring]++
		}
	}
	if len(v.scopes) != 100 {
		t.Fatalf("%d scopes have come", len(v.scopes))
	}
	for ring := range ages {
		ages[ring] /= float64(counts[ring])
	}
	t.Logf("mean age by distance: %.2f ticks", ages)
	if !slices.IsSorted(ages[:]) || 2*ages[0] > ages[5] {
		t.Errorf("mean ages %.2f: the near ones should be the newest", ages)
	}
}

// TestClientsWithABudgetShareBytes lets many look from different places at the same crowd.
func TestClientsWithABudgetShareBytes(t *testing.T) {
	c := newRationed(t, 1000, 4000, 40, func(i int) game.View {
		return game.View{X: 350 + int32(i%8)*30, Y: 350 + int32(i/8)*30, Radius: 300}
	})
	encoded, shared := 0, 0
	for n := range 300 {
		c.tick()
		if n >= 100 {
			encoded, shared = encoded+c.r.Stats().Encodings, shared+c.r.Stats().Shared
		}
	}
	t.Logf("%.1f encodings and %.1f scopes sent per tick to 40 clients", float64(encoded)/200, float64(shared)/200)
	if shared < 8*encoded {
		t.Errorf("%d encodings for %d scopes sent", encoded, shared)
	}
}

func TestABudgetThatIsEnoughChangesNothing(t *testing.T) {
	free, rich := newRationed(t, 300, 0, 1, everything), newRationed(t, 300, 1<<20, 1, everything)
	for n := range 100 {
		if a, b := free.tick(), rich.tick(); a != b {
			t.Fatalf("tick %d: %d bytes without a budget, %d with a large one", n+1, a, b)
		}
	}
}

// TestALookIsRenewedBeforeItIsForgotten gives a client so little that what is far waits for as long as it
// may, and has it miss more than the ring holds once. A look that the ring has forgotten would be a
// keyframe, and bring all the others along, in every second.
func TestALookIsRenewedBeforeItIsForgotten(t *testing.T) {
	const bodies, budget = 1000, 12_000
	for _, every := range []int{1, 2, 3, 5, 16} {
		c := newRationed(t, bodies, budget, 1, everything)
		def := definition(0)
		def.BytesPerSecond, def.SendEvery = budget, every
		c.r = replicate.New(def)
		v, most, sum := c.viewers[0], 0, 0
		for n := range 800 {
			c.n++
			c.w.step()
			c.r.Advance(c.n, c.w.rows, &c.w.log)
			if int(c.n)%every != 0 || n >= 400 && n < 400+2*replicate.RingTicks {
				continue
			}
			v.frame(c.r, c.n)
			v.check(c.r, c.n)
			if n%400 < 250 {
				continue // all have come once, and the debt for that is paid
			}
			if k := c.r.Stats().Keyframes; k > 0 {
				t.Fatalf("a frame in %d ticks: %d keyframes at tick %d", every, k, c.n)
			}
			most, sum = max(most, v.bytes), sum+v.bytes
		}
		if mean := sum * every / (2 * 150); every == 1 && most > 4*mean {
			t.Errorf("a frame in %d ticks: the largest has %d bytes, where %d is the mean", every, most, mean)
		}
	}
}

// TestANewcomerIsNotSentAllAtOnce lets somebody look at a crowd of whom a few move, where the last
// differences say nothing about how large a first look is. What is near comes first and goes on coming.
func TestANewcomerIsNotSentAllAtOnce(t *testing.T) {
	const rate, budget = 30, 12_000
	def := definition(0)
	def.BytesPerSecond = budget
	c := &rationed{r: replicate.New(def), w: &walk{rows: game.NewRows(schema)}}
	tick := func() (bytes int) {
		c.n++
		c.w.rows.Reset()
		for i := range int32(5000) {
			b := body{Owner: 1, X: i%100*10 + 5, Y: i/100*20 + 3, HP: int16(i)}
			if i%100 == 55 && i/100%5 == 2 {
				b.HP += int16(c.n) // one in each cell of the middle column
			}
			bodies.Append(c.w.rows, game.EntityID(i+1), &b)
		}
		c.r.Advance(c.n, c.w.rows, &c.w.log)
		for _, v := range c.viewers {
			v.frame(c.r, c.n)
			v.check(c.r, c.n)
			bytes = v.bytes // of the last one
		}
		return bytes
	}
	view := game.View{X: 550, Y: 550, Radius: 500}
	c.viewers = append(c.viewers, newViewer(t, 0, view))
	for range 5 * rate {
		tick() // the sizes of differences are known
	}
	v := newViewer(t, 0, view)
	c.viewers = append(c.viewers, v)
	middle, oldest := game.CellScope(55), game.TickNumber(0)
	for second := range 6 {
		sum := 0
		for range rate {
			sum += tick()
			if l := v.scopes[middle]; l == nil {
				t.Fatal("the middle did not come first")
			} else {
				oldest = max(oldest, c.n-l.base.Tick)
			}
		}
		if sum > budget*3/2 {
			t.Errorf("second %d: %d bytes of %d", second, sum, budget)
		}
	}
	if len(v.scopes) != 100 || oldest > 10 {
		t.Errorf("%d scopes have come, and the middle was up to %d ticks old", len(v.scopes), oldest)
	}
}

// TestADebtIsForgiven keeps somebody for long where more must come than there is credit for,
// and then takes him where there is little to see: he sees it at once.
func TestADebtIsForgiven(t *testing.T) {
	const rate, budget = 30, 3000
	c := newRationed(t, 1000, budget, 1, everything)
	sum := 0
	for range 15 * rate {
		sum += c.tick()
	}
	if sum < 2*15*budget {
		t.Fatalf("%d bytes are no debt", sum)
	}
	c.w.all = c.w.all[:5] // the others leave
	v := c.viewers[0]
	v.view = game.View{X: 50, Y: 50, Radius: 60}
	for n := range 4 * rate {
		c.tick()
		if age := c.n - v.state.Held(game.CellScope(0)); n >= 3*rate && age > 3 {
			t.Fatalf("%d ticks later the look at where he is is %d ticks old", n, age)
		}
	}
}
