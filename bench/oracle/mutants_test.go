package oracle_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"tickwire/bench/oracle"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// TestMutantsOnTheWire breaks what the client is sent, each time as a slip in the server would:
// the bytes are well formed and the client takes them. The oracle must see every one at once.
func TestMutantsOnTheWire(t *testing.T) {
	for _, row := range []struct {
		name   string
		far    bool
		mutate func(b *bed, f *wire.Frame) bool // false when this frame offers no chance
		want   string
	}{
		{"one field flipped", false, flipField, " is "},
		{"a removal forgotten", false, keepRow, "the server has no such row"},
		{"an addition forgotten", false, loseRow, "the row is missing"},
		{"the wrong base", false, olderBase, " is "},
		{"two rows in the wrong order", false, swapRows, " is "},
		{"a scope left out", false, dropScope, "left out of the frame"},
		{"a lost scope not named", false, keepScope, "must not see"},
		{"a scope of others", false, foreignScope, "must not see"},
		{"the scope that a row moved to left out", true, dropMovedTo, "vanished"},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := newBed(t, row.far, nil)
			done := false
			b.alter = func(f *wire.Frame) []byte {
				if done || f.Tick < 60 || !row.mutate(b, f) {
					return nil
				}
				done = true
				return encode(f)
			}
			for range 3000 {
				err := b.step()
				switch {
				case err == nil && done:
					t.Fatal("not seen")
				case err == nil:
				case !done:
					t.Fatalf("before anything was broken: %v", err)
				case !strings.Contains(err.Error(), row.want):
					t.Fatalf("got %q, want something about %q", err, row.want)
				default:
					t.Log(err)
					return
				}
			}
			t.Fatal("no frame offered a chance")
		})
	}
}

// recut makes the delta of a scope anew, from looks that edit has changed. edit is given copies.
func (b *bed) recut(s *wire.Scope, edit func(base, cur *snapshot.Content) bool) bool {
	look := func(n game.TickNumber) (c snapshot.Content) {
		if was, ok := b.core.Replicator().Content(s.ID, n); ok {
			c.CopyFrom(&was)
		}
		return c
	}
	base, prev, cur := look(s.Base), look(s.Prev), look(s.Tick)
	if !edit(&base, &cur) {
		return false
	}
	snapshot.NewDiffer(b.def.Schema).Diff(&s.Delta, &base, &prev, &cur)
	return true
}

// anyScope tries a change on one scope after another.
func anyScope(b *bed, f *wire.Frame, edit func(base, cur *snapshot.Content) bool) bool {
	for i := range f.Scopes {
		if b.recut(&f.Scopes[i], edit) {
			return true
		}
	}
	return false
}

func flipField(b *bed, f *wire.Frame) bool {
	return anyScope(b, f, func(_, cur *snapshot.Content) bool {
		if cur.Rows() == 0 {
			return false
		}
		cur.Blocks[0].Vals[0]++
		return true
	})
}

func keepRow(b *bed, f *wire.Frame) bool {
	return anyScope(b, f, func(base, cur *snapshot.Content) bool {
		for _, was := range base.Blocks {
			stride := len(was.Vals) / len(was.IDs)
			for i, id := range was.IDs {
				for k := range cur.Blocks {
					now := &cur.Blocks[k]
					at, ok := slices.BinarySearch(now.IDs, id)
					if now.Group != was.Group || ok {
						continue
					}
					now.IDs = slices.Insert(now.IDs, at, id)
					now.Vals = slices.Insert(now.Vals, at*stride, was.Vals[i*stride:(i+1)*stride]...)
					return true
				}
			}
		}
		return false
	})
}

func loseRow(b *bed, f *wire.Frame) bool {
	return anyScope(b, f, func(base, cur *snapshot.Content) bool {
		for k := range cur.Blocks {
			now := &cur.Blocks[k]
			stride := len(now.Vals) / len(now.IDs)
			for i, id := range now.IDs {
				if _, old := slices.BinarySearch(base.Block(now.Group).IDs, id); old || len(now.IDs) == 1 {
					continue
				}
				now.IDs = slices.Delete(now.IDs, i, i+1)
				now.Vals = slices.Delete(now.Vals, i*stride, (i+1)*stride)
				return true
			}
		}
		return false
	})
}

// olderBase computes the delta against the look before the one that it names.
func olderBase(b *bed, f *wire.Frame) bool {
	for i := range f.Scopes {
		s := &f.Scopes[i]
		older, ok := b.core.Replicator().Content(s.ID, s.Base-1)
		if s.Base < 2 || !ok {
			continue
		}
		if b.recut(s, func(base, _ *snapshot.Content) bool {
			same := slices.EqualFunc(base.Blocks, older.Blocks, func(x, y snapshot.Block) bool {
				return x.Group == y.Group && slices.Equal(x.IDs, y.IDs)
			})
			if !same || base.Equal(&older) {
				return false
			}
			base.CopyFrom(&older)
			base.Tick = s.Base
			return true
		}) {
			return true
		}
	}
	return false
}

func swapRows(b *bed, f *wire.Frame) bool {
	return anyScope(b, f, func(_, cur *snapshot.Content) bool {
		for _, now := range cur.Blocks {
			stride := len(now.Vals) / len(now.IDs)
			if len(now.IDs) < 2 || slices.Equal(now.Vals[:stride], now.Vals[stride:2*stride]) {
				continue
			}
			for k := range stride {
				now.Vals[k], now.Vals[stride+k] = now.Vals[stride+k], now.Vals[k]
			}
			return true
		}
		return false
	})
}

func dropScope(_ *bed, f *wire.Frame) bool {
	for i := range f.Scopes {
		if f.Scopes[i].ID.Class() == game.ClassPrivate {
			f.Scopes = slices.Delete(f.Scopes, i, i+1)
			return true
		}
	}
	return false
}

func keepScope(_ *bed, f *wire.Frame) bool {
	had := len(f.Left) > 0
	f.Left = nil
	return had
}

// foreignScope adds what another player alone may know.
func foreignScope(b *bed, f *wire.Frame) bool {
	s := wire.Scope{ScopeHeader: wire.ScopeHeader{ID: game.PrivateScope(1), FrameTick: f.Tick, Tick: f.Tick}}
	f.Scopes = append(f.Scopes, s)
	return b.recut(&f.Scopes[len(f.Scopes)-1], func(_, cur *snapshot.Content) bool { return cur.Rows() > 0 })
}

// dropMovedTo leaves the scope out into which a row moved from another one of the frame.
func dropMovedTo(b *bed, f *wire.Frame) bool {
	for i := range f.Scopes {
		was, _ := b.core.Replicator().Content(f.Scopes[i].ID, f.Scopes[i].Base)
		for _, d := range f.Scopes[i].Delta.Blocks {
			for _, gone := range d.Removed {
				id := was.Block(d.Group).IDs[gone]
				for k := range f.Scopes {
					far := b.core.Replicator().Set(f.Tick).Content(f.Scopes[k].ID)
					// What is near must be in every frame, which is another mutant's concern.
					if _, ok := slices.BinarySearch(far.Block(d.Group).IDs, id); ok && k != i && f.Scopes[k].Base != 0 && b.distant(f.Scopes[k].ID) {
						f.Scopes = slices.Delete(f.Scopes, k, k+1)
						return true
					}
				}
			}
		}
	}
	return false
}

// distant tells whether the client could do without a cell: its scope has been older than a frame.
func (b *bed) distant(s game.ScopeID) bool {
	old := false
	b.client.Held(func(id game.ScopeID, c *snapshot.Content) { old = old || id == s && c.Tick < b.client.Tick() })
	return old
}

// TestMutantsOfTheMergedWorld breaks the client's own merging.
func TestMutantsOfTheMergedWorld(t *testing.T) {
	for _, row := range []struct {
		name   string
		mutate func(b *game.Block)
		want   string
	}{
		{"a ghost", func(b *game.Block) { b.Append(1<<30, b.Row(0)) }, "a ghost"},
		{"one entity less", func(b *game.Block) { b.IDs = b.IDs[1:]; b.Vals = b.Vals[b.Stride:] }, "missing from the merged world"},
		{"a value of another", func(b *game.Block) { b.Row(0)[1]++ }, " is "},
	} {
		t.Run(row.name, func(t *testing.T) {
			var m *mutant
			b := newBed(t, false, func(c *netplay.Client) oracle.Client {
				m = &mutant{Client: c}
				return m
			})
			for range 30 {
				if err := b.step(); err != nil {
					t.Fatal(err)
				}
			}
			m.mutate = row.mutate
			if err := b.step(); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something about %q", err, row.want)
			}
		})
	}
}

type mutant struct {
	*netplay.Client
	mutate func(*game.Block)
}

// Merged breaks the pilots, of which there are always some.
func (m *mutant) Merged() *game.Rows {
	if m.mutate == nil {
		return m.Client.Merged()
	}
	r := game.NewRows(m.Client.Merged().Schema())
	r.CopyFrom(m.Client.Merged())
	m.mutate(r.Block(r.Schema().NumKinds() - 1))
	return r
}

// TestMutantsOfTheCut breaks the server's own cutting of the world into scopes.
func TestMutantsOfTheCut(t *testing.T) {
	b := newBed(t, false, nil)
	for range 100 {
		if err := b.step(); err != nil {
			t.Fatal(err)
		}
	}
	n := b.core.Tick()
	whole := b.core.Replicator().Set(n)
	ships := groupOf(b.def, "ship", false)
	secrets := groupOf(b.def, "ship", true)
	for _, row := range []struct {
		name string
		edit func(add func(game.ScopeID, int, game.EntityID, []int32), s game.ScopeID, g int, id game.EntityID, vals []int32)
		want string
	}{
		{"nothing", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) { add(s, g, id, vals) }, ""},
		{"no row of ships", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			if g != ships {
				add(s, g, id, vals)
			}
		}, "the row is in no scope"},
		{"a row twice", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			add(s, g, id, vals)
			if g == ships {
				add(s, g, id, vals)
			}
		}, "too"},
		{"another cell", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			if g == ships {
				s = game.CellScope((s.Index() + 17) % 64)
			}
			add(s, g, id, vals)
		}, "neither in this cell"},
		{"everyone's", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			if g == ships {
				s = game.GlobalScope
			}
			add(s, g, id, vals)
		}, "another class"},
		{"a secret told to another", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			if g == secrets {
				s = game.PrivateScope(game.PlayerID(s.Index() + 1))
			}
			add(s, g, id, vals)
		}, "their owner alone"},
		{"a value that was not saved", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			vals = slices.Clone(vals)
			vals[len(vals)-1]++
			add(s, g, id, vals)
		}, " is "},
		{"an entity that was not saved", func(add adder, s game.ScopeID, g int, id game.EntityID, vals []int32) {
			add(s, g, id+1<<30, vals)
		}, "no such entity"},
	} {
		set := snapshot.NewSet()
		set.Begin(n)
		for _, s := range whole.Scopes() {
			c := whole.Content(s)
			for _, block := range c.Blocks {
				stride := len(block.Vals) / len(block.IDs)
				for i, id := range block.IDs {
					row.edit(set.Add, s, block.Group, id, block.Vals[i*stride:(i+1)*stride])
				}
			}
		}
		set.End()
		err := b.truth.Record(n, b.core.Rows(), set)
		var d *oracle.Divergence
		switch {
		case row.want == "" && err != nil:
			t.Errorf("%s: %v", row.name, err)
		case row.want != "" && (!errors.As(err, &d) || !strings.Contains(err.Error(), row.want)):
			t.Errorf("%s: got %v, want something about %q", row.name, err, row.want)
		}
	}
	if err := b.truth.Record(n+1, b.core.Rows(), whole); err == nil {
		t.Error("a cut of another tick was taken")
	}
}

type adder = func(game.ScopeID, int, game.EntityID, []int32)

func groupOf(def *game.Definition, kind string, private bool) int {
	return slices.IndexFunc(def.Schema.Groups(), func(g game.Group) bool {
		return def.Schema.Kind(g.Kind).Name == kind && g.Private == private
	})
}
