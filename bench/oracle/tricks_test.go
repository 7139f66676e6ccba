package oracle_test

import (
	"bytes"
	"slices"
	"testing"

	"tickwire/game"
)

// tricks are slips of a server.
var tricks = []trick{
	{name: "a lost scope is not told", frame: func(_ *watcher, _ []game.ScopeID, parts [][]byte) ([]game.ScopeID, [][]byte) {
		return nil, parts
	}},
	{name: "the last scope is left out", frame: func(w *watcher, left []game.ScopeID, parts [][]byte) ([]game.ScopeID, [][]byte) {
		return left, parts[:max(len(parts)-1, 0)]
	}},
	{name: "the first scope comes as in the frame before", frame: func(w *watcher, left []game.ScopeID, parts [][]byte) ([]game.ScopeID, [][]byte) {
		was := w.was
		w.was = nil
		for _, p := range parts {
			w.was = append(w.was, bytes.Clone(p))
		}
		if len(was) > 0 && len(parts) > 0 {
			parts = append([][]byte{was[0]}, parts[1:]...)
		}
		return left, parts
	}},
	{name: "a scope comes twice", frame: func(_ *watcher, left []game.ScopeID, parts [][]byte) ([]game.ScopeID, [][]byte) {
		if len(parts) > 0 {
			parts = append(slices.Clone(parts), parts[0])
		}
		return left, parts
	}},
	{name: "the first event of a tick is lost", log: func(log *game.EventLog) *game.EventLog { return copied(log, 1, log.Len()) }},
	{name: "the last event of a tick is lost", log: func(log *game.EventLog) *game.EventLog { return copied(log, 0, log.Len()-1) }},
	{name: "an event happens twice", log: func(log *game.EventLog) *game.EventLog {
		if log.Len() == 0 {
			return log
		}
		twice := copied(log, 0, log.Len())
		twice.Append(log.Number(log.Len()-1), log.Vals(log.Len()-1))
		return twice
	}},
	{name: "the events of a tick come in another order", log: func(log *game.EventLog) *game.EventLog {
		back := &game.EventLog{}
		for i := log.Len() - 1; i >= 0; i-- {
			back.Append(log.Number(i), log.Vals(i))
		}
		return back
	}},
}

func copied(log *game.EventLog, from, to int) *game.EventLog {
	part := &game.EventLog{}
	for i := from; i < to; i++ {
		part.Append(log.Number(i), log.Vals(i))
	}
	return part
}

// TestReplicationSoakSeesTricks: the soak is worth something if a server that slips is found out, within
// twenty scripts.
func TestReplicationSoakSeesTricks(t *testing.T) {
	for _, tr := range tricks {
		t.Run(tr.name, func(t *testing.T) {
			for seed := range uint64(20) {
				if _, err := tr.play(randomScript(seed)); err != nil {
					t.Logf("seed %d: %v", seed, err)
					return
				}
			}
			t.Error("not seen")
		})
	}
}
