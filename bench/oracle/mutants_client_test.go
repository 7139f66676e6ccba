package oracle_test

import (
	"strings"
	"testing"

	"tickwire/bench/oracle"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

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
			b, m := newMutant(t, 30)
			m.mutate = row.mutate
			if err := b.step(); err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("got %v, want something about %q", err, row.want)
			}
		})
	}
}

// mutant is a client whose own work is broken.
type mutant struct {
	*netplay.Client
	mutate func(*game.Block)       // of the merged world
	hold   func(*snapshot.Content) // each scope
}

// newMutant plays so many ticks with a client that nothing is wrong with yet.
func newMutant(t *testing.T, ticks int) (b *bed, m *mutant) {
	t.Helper()
	b = newBed(t, wire.EncodingPacked, false, func(c *netplay.Client) oracle.Client {
		m = &mutant{Client: c}
		return m
	})
	for range ticks {
		if err := b.step(); err != nil {
			t.Fatal(err)
		}
	}
	return b, m
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

func (m *mutant) Held(f func(game.ScopeID, *snapshot.Content)) {
	m.Client.Held(func(s game.ScopeID, c *snapshot.Content) {
		if m.hold != nil {
			var other snapshot.Content
			other.CopyFrom(c)
			m.hold(&other)
			c = &other
		}
		f(s, c)
	})
}
