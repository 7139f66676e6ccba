package oracle_test

import (
	"context"
	"errors"
	"testing"

	"tickwire/bench/oracle"
	"tickwire/game"
	"tickwire/proto/wire"
)

// TestRoomIsTrue plays the shipped game and finds nothing wrong, with frames skipped now and then
// as on a slow link, with cells in the distance that are sent more seldom, and with half of the bytes
// that there would be, in both encodings.
func TestRoomIsTrue(t *testing.T) {
	const packed, columns = wire.EncodingPacked, wire.EncodingColumns
	for _, row := range []struct {
		name      string
		encoding  wire.Encoding
		far       bool
		budget    int
		busyEvery int
	}{
		{"every frame", packed, false, 0, 0},
		{"frames skipped", packed, false, 0, 3},
		{"cells in the distance", packed, true, 0, 0},
		{"a budget", packed, true, 3000, 0},
		{"both", packed, true, 0, 3},
		{"both in columns", columns, true, 0, 3},
		{"all in columns", columns, true, 5000, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			def := definition(t, row.far)
			def.BytesPerSecond = row.budget
			b := newBedOf(t, def, row.encoding, nil)
			for i := range 600 {
				// A link that is behind now and then for a tick, and once for longer than the
				// server remembers.
				b.busy = row.busyEvery > 0 && (i%row.busyEvery == 0 || i > 300 && i < 340)
				if err := b.step(); err != nil {
					t.Fatal(err)
				}
			}
			c := b.follower.Counts()
			bytes := b.core.Counts().Bytes / 20 // seconds
			t.Logf("%+v, %d bytes a second", c, bytes)
			if row.budget > 0 && int(bytes) > row.budget*6/5 {
				t.Errorf("%d bytes a second of %d", bytes, row.budget)
			}
			if c.Frames < 350 || c.Scopes < 5*c.Frames || c.Rows < 20*c.Frames || c.Events < 300 {
				t.Errorf("checked only %+v", c)
			}
		})
	}
}

// TestContent compares what is remembered of a scope with what the server remembers.
func TestContent(t *testing.T) {
	b := newBed(t, wire.EncodingPacked, false, nil)
	for range 60 {
		if err := b.step(); err != nil {
			t.Fatal(err)
		}
	}
	rows, n := 0, b.core.Tick()-7
	for _, s := range b.core.Replicator().Set(n).Scopes() {
		got, ok := b.truth.Content(s, n)
		want, _ := b.core.Replicator().Content(s, n)
		if !ok || got.Tick != n || !got.Equal(&want) {
			t.Errorf("%v: got %+v, want %+v", s, got, want)
		}
		rows += got.Rows()
	}
	if rows < 20 {
		t.Errorf("only %d rows were compared", rows)
	}
	if _, ok := b.truth.Content(game.GlobalScope, b.core.Tick()+1); ok {
		t.Error("it knows the future")
	}
}

func TestWait(t *testing.T) {
	def := definition(t, false)
	truth := oracle.New(def)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := truth.Wait(ctx, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the error of the context", err)
	}
	b := newBed(t, wire.EncodingPacked, false, nil)
	done := make(chan error)
	go func() { done <- b.truth.Wait(t.Context(), 2) }()
	for range 2 {
		if err := b.step(); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestDivergence(t *testing.T) {
	for _, row := range []struct {
		d    oracle.Divergence
		want string
	}{
		{
			oracle.Divergence{Frame: 9, Scope: game.CellScope(4), Tick: 8, Kind: "ship", Entity: 7, Field: "x", Got: 1, Want: 2},
			"oracle: frame 9: cell 4 at tick 8: ship 7: x is 1, want 2",
		},
		{
			oracle.Divergence{Tick: 8, Kind: "ship", Entity: 7, What: "the row is in no scope"},
			"oracle: global at tick 8: ship 7: the row is in no scope",
		},
		{
			oracle.Divergence{Frame: 9, Scope: game.TeamScope(1), Tick: 9, What: "the scope was left out of the frame"},
			"oracle: frame 9: team 1 at tick 9: the scope was left out of the frame",
		},
	} {
		if got := row.d.Error(); got != row.want {
			t.Errorf("got %q, want %q", got, row.want)
		}
	}
}
