package gametest_test

import (
	"slices"
	"testing"

	"tickwire/game"
	"tickwire/game/gametest"
)

func define(world func() game.World) *game.Definition {
	return &game.Definition{
		Name: "dots", Version: 1, Schema: schema,
		New: func(uint64) game.World { return world() },
	}
}

func TestRun(t *testing.T) {
	gametest.Run(t, define(func() game.World { return &dots{} }))
}

// broken is dots with one method replaced.
type broken struct {
	dots
	join func(*dots, *game.Tick, game.Player)
	step func(*dots, *game.Tick)
	save func(*dots, *game.Rows)
	load func(*dots, *game.Rows)
	bot  func(*dots, *game.Tick, game.PlayerID)
	view func(*dots, game.PlayerID) game.View
	drop func(*dots, game.PlayerID)
	back func(*dots, game.PlayerID)
	end  func(w *dots, t *game.Tick, left int) bool
}

func (b *broken) Drain(t *game.Tick, left int) bool { return b.end != nil && b.end(&b.dots, t, left) }

func (b *broken) Join(t *game.Tick, p game.Player) {
	if b.dots.Join(t, p); b.join != nil {
		b.join(&b.dots, t, p)
	}
}

func (b *broken) Step(t *game.Tick) {
	if b.dots.Step(t); b.step != nil {
		b.step(&b.dots, t)
	}
}

func (b *broken) Save(r *game.Rows) {
	if b.save != nil {
		b.save(&b.dots, r)
	} else {
		b.dots.Save(r)
	}
}

func (b *broken) Load(r *game.Rows) {
	if b.load != nil {
		b.load(&b.dots, r)
	} else {
		b.dots.Load(r)
	}
}

func (b *broken) Bot(t *game.Tick, p game.PlayerID) {
	if b.dots.Bot(t, p); b.bot != nil {
		b.bot(&b.dots, t, p)
	}
}

func (b *broken) Dropped(t *game.Tick, p game.PlayerID) {
	if b.dots.Dropped(t, p); b.drop != nil {
		b.drop(&b.dots, p)
	}
}

func (b *broken) Resumed(t *game.Tick, p game.PlayerID) {
	if b.dots.Resumed(t, p); b.back != nil {
		b.back(&b.dots, p)
	}
}

func (b *broken) View(p game.PlayerID) game.View {
	if b.view != nil {
		return b.view(&b.dots, p)
	}
	return b.dots.View(p)
}

var (
	counter int32  // state that worlds wrongly share
	garbage []byte // what a wasteful world leaves behind
)

// TestBrokenGames breaks one rule at a time; only that rule may be reported.
func TestBrokenGames(t *testing.T) {
	for _, c := range []struct {
		name  string
		world func() game.World
		want  gametest.Rule
	}{
		{"state shared between worlds", func() game.World {
			return &broken{step: func(w *dots, _ *game.Tick) { counter++; w.dots[0].V.Y = counter }}
		}, gametest.Determinism},
		{"iteration over a map", func() game.World {
			return &broken{step: func(w *dots, _ *game.Tick) {
				for k := range map[int32]bool{1: true, 2: true, 3: true, 4: true, 5: true} {
					w.marks[0].V.Count = k
				}
			}}
		}, gametest.Determinism},
		{"rows saved backwards", func() game.World {
			return &broken{save: func(w *dots, r *game.Rows) {
				back := slices.Clone(w.dots)
				slices.Reverse(back)
				dotKind.SaveAll(r, back)
			}}
		}, gametest.Order},
		{"state outside the rows", func() game.World {
			age := int32(0)
			return &broken{step: func(w *dots, _ *game.Tick) {
				age++
				if len(w.dots) > 0 {
					w.dots[0].V.X += age
				}
			}}
		}, gametest.Fidelity},
		{"a load that forgets a kind", func() game.World {
			return &broken{load: func(w *dots, r *game.Rows) {
				w.dots = dotKind.LoadAll(r, w.dots)
				w.shots = shotKind.LoadAll(r, w.shots)
			}}
		}, gametest.Fidelity},
		{"a load that adds to what was there", func() game.World {
			return &broken{load: func(w *dots, r *game.Rows) {
				had := len(w.marks)
				w.Load(r)
				if had > 0 && len(w.marks) > 0 {
					w.marks[0].V.Count++
				}
			}}
		}, gametest.Fidelity},
		{"a load that keeps who is gone", func() game.World {
			return &broken{load: func(w *dots, r *game.Rows) {
				had := slices.Clone(w.dots)
				w.Load(r)
				for _, d := range had {
					i, found := slices.BinarySearchFunc(w.dots, d.ID, func(d game.Entity[dot], id game.EntityID) int { return int(d.ID) - int(id) })
					if !found {
						w.dots = slices.Insert(w.dots, i, d)
					}
				}
			}}
		}, gametest.Fidelity},
		{"a spawn in prediction that no input causes", func() game.World {
			return &broken{step: func(_ *dots, t *game.Tick) { t.NewEntity() }}
		}, gametest.Prediction},
		{"a secret draw in prediction", func() game.World {
			return &broken{step: func(_ *dots, t *game.Tick) { t.SecretRand(1) }}
		}, gametest.Prediction},
		{"trust that a hidden row is there", func() game.World {
			return &broken{step: func(w *dots, _ *game.Tick) { w.marks[0].V.Count++ }}
		}, gametest.Prediction},
		{"a bot that trusts its dot to be there", func() game.World {
			return &broken{bot: func(w *dots, t *game.Tick, p game.PlayerID) {
				if t.Predicting() && !slices.ContainsFunc(w.dots, func(d game.Entity[dot]) bool { return d.V.Owner == p }) {
					panic("where is my dot?")
				}
			}}
		}, gametest.Prediction},
		{"an allocation in every tick", func() game.World {
			return &broken{step: func(*dots, *game.Tick) { garbage = make([]byte, 100) }}
		}, gametest.Allocation},
		{"an allocation for every bot", func() game.World {
			return &broken{bot: func(*dots, *game.Tick, game.PlayerID) { garbage = make([]byte, 100) }}
		}, gametest.Allocation},
		{"an index made of input", func() game.World {
			return &broken{step: func(w *dots, t *game.Tick) {
				var board [100]int
				for _, p := range t.Players() {
					board[max(0, input.Of(t, p).DX)]++
				}
			}}
		}, gametest.Input},
		{"a join that knows only three", func() game.World {
			return &broken{join: func(_ *dots, _ *game.Tick, p game.Player) { _ = [4]int{}[p.ID] }}
		}, gametest.Input},
		{"a drop that knows only three", func() game.World {
			return &broken{drop: func(_ *dots, p game.PlayerID) { _ = [4]int{}[p] }}
		}, gametest.Input},
		{"a return that knows only three", func() game.World {
			return &broken{back: func(_ *dots, p game.PlayerID) { _ = [4]int{}[p] }}
		}, gametest.Input},
		{"who is away, outside the rows", func() game.World {
			away := map[game.PlayerID]bool{}
			return &broken{
				drop: func(_ *dots, p game.PlayerID) { away[p] = true },
				back: func(_ *dots, p game.PlayerID) { delete(away, p) },
				step: func(w *dots, _ *game.Tick) {
					for i := range w.dots {
						if away[w.dots[i].V.Owner] {
							w.dots[i].V.X++
						}
					}
				},
			}
		}, gametest.Fidelity},
		{"a view only of those who are there", func() game.World {
			return &broken{view: func(w *dots, p game.PlayerID) game.View {
				i := slices.IndexFunc(w.dots, func(d game.Entity[dot]) bool { return d.V.Owner == p })
				return game.View{X: w.dots[i].V.X}
			}}
		}, gametest.Totality},
		{"an end that is shared out among those who are there", func() game.World {
			return &broken{end: func(w *dots, t *game.Tick, _ int) bool { return 100/len(w.dots) == 0 }}
		}, gametest.Drain},
		{"a division by the time that is left", func() game.World {
			return &broken{end: func(w *dots, _ *game.Tick, left int) bool { return 100/left == 0 }}
		}, gametest.Drain},
		{"an end that worlds share", func() game.World {
			return &broken{end: func(w *dots, _ *game.Tick, left int) bool { counter++; w.marks[0].V.Count = counter; return false }}
		}, gametest.Drain},
		{"worlds that are not done together", func() game.World {
			return &broken{end: func(*dots, *game.Tick, int) bool { counter++; return counter%2 == 0 }}
		}, gametest.Drain},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := gametest.Check(define(c.world))
			if len(got) != 1 || got[0].Rule != c.want {
				t.Fatalf("got %d problems %v, want one of rule %q", len(got), got, c.want)
			}
			t.Logf("%s", got[0].Detail)
		})
	}
}

func TestBrokenDefinition(t *testing.T) {
	for name, d := range map[string]*game.Definition{
		"empty":    {},
		"no world": define(func() game.World { return nil }),
		"too fast": {Name: "fast", Schema: schema, TickRate: 1000, New: func(uint64) game.World { return &dots{} }},
	} {
		if got := gametest.Check(d); len(got) != 1 || got[0].Rule != gametest.Definition {
			t.Errorf("%s: got %v, want one problem of rule %q", name, got, gametest.Definition)
		}
	}
}

// TestClientsGetNoSecrets checks the suite itself: what it loads into a predicting world holds
// nothing that a server would keep from that player.
func TestClientsGetNoSecrets(t *testing.T) {
	own := 0
	world := func() game.World {
		return &broken{step: func(w *dots, t *game.Tick) {
			if !t.Predicting() {
				return
			}
			if len(w.marks) > 0 {
				panic("a hidden row")
			}
			for _, d := range w.dots {
				if d.V.Owner == t.Local() && d.V.Ammo > 0 {
					own++
				} else if d.V.Ammo != 0 {
					panic("ammo of another player")
				}
			}
			for _, s := range w.shots {
				if s.V.Owner != t.Local() && s.V.Key != 0 {
					panic("a spawn key of another player")
				}
			}
		}}
	}
	if got := gametest.Check(define(world)); len(got) != 0 || own == 0 {
		t.Errorf("got %v, and saw own ammo %d times", got, own)
	}
}
