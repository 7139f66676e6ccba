package snapshot

import (
	"slices"

	"tickwire/game"
)

// AppendChanged appends, in ascending order, the scopes of which a set does not hold the rows that
// another one does. Both must be ready to be read fast, as the newest sets of a ring are.
func (s *Set) AppendChanged(dst []game.ScopeID, before *Set) []game.ScopeID {
	a, b := s.table, before.table
	if a == nil || b == nil {
		panic("snapshot: a set that is put away was compared")
	}
	i, k := 0, 0
	for i < len(a.scopes) || k < len(b.scopes) {
		switch {
		case k == len(b.scopes) || i < len(a.scopes) && a.scopes[i] < b.scopes[k]:
			dst = append(dst, a.scopes[i])
			i++
		case i == len(a.scopes) || b.scopes[k] < a.scopes[i]:
			dst = append(dst, b.scopes[k])
			k++
		default:
			if !a.same(i, b, k) {
				dst = append(dst, a.scopes[i])
			}
			i, k = i+1, k+1
		}
	}
	return dst
}

// same reports whether a scope has the rows that one of another table has.
func (t *table) same(i int, o *table, k int) bool {
	x, y := t.first[i], o.first[k]
	if t.first[i+1]-x != o.first[k+1]-y {
		return false
	}
	for ; x < t.first[i+1]; x, y = x+1, y+1 {
		p, q := &t.columns[t.runs.column[x]], &o.columns[o.runs.column[y]]
		from, to := int(t.runs.begin[x]), int(t.runs.end[x])
		begin, end := int(o.runs.begin[y]), int(o.runs.end[y])
		if p.group != q.group || !slices.Equal(p.ids[from:to], q.ids[begin:end]) ||
			!slices.Equal(p.vals[from*p.stride:to*p.stride], q.vals[begin*q.stride:end*q.stride]) {
			return false
		}
	}
	return true
}
