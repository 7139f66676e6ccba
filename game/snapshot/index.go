package snapshot

import "tickwire/game"

// index numbers scopes in order of appearance. It is emptied every tick and asked for every row, so
// it is a table whose entries expire by a stamp instead of being cleared: probing ends at the first
// entry of another time.
type index struct {
	entries []indexed // a power of two of them, at least twice as many as scopes
	shift   int       // of a hash, to an entry
	stamp   uint32
	len     uint32
}

type indexed struct {
	scope  game.ScopeID
	stamp  uint32
	number uint32
}

// reset forgets all scopes.
func (x *index) reset() {
	x.len = 0
	if x.stamp++; x.stamp == 0 { // after years: entries of that first time must not come back
		clear(x.entries)
		x.stamp = 1
	}
}

// number is a scope's; fresh when it has appeared just now.
func (x *index) number(s game.ScopeID) (n uint32, fresh bool) {
	if 2*int(x.len) >= len(x.entries) {
		x.grow()
	}
	e := x.find(s)
	if e.stamp == x.stamp {
		return e.number, false
	}
	*e = indexed{scope: s, stamp: x.stamp, number: x.len}
	x.len++
	return e.number, true
}

// find is the entry of a scope, or the one where it belongs.
func (x *index) find(s game.ScopeID) *indexed {
	const golden = 2654435769 // 2^32 over the golden ratio: neighbours go far apart (Knuth, TAOCP 6.4)
	mask := uint32(len(x.entries) - 1)
	for i := uint32(s) * golden >> x.shift; ; i = (i + 1) & mask {
		if e := &x.entries[i]; e.stamp != x.stamp || e.scope == s {
			return e
		}
	}
}

func (x *index) grow() {
	old := x.entries
	x.entries, x.shift = make([]indexed, max(2*len(old), 64)), x.shift-1
	if len(old) == 0 {
		x.shift, x.stamp = 32-6, max(x.stamp, 1)
	}
	for i := range old {
		if e := &old[i]; e.stamp == x.stamp {
			*x.find(e.scope) = *e
		}
	}
}
