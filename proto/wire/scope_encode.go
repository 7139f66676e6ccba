package wire

import (
	"google.golang.org/protobuf/encoding/protowire"

	"tickwire/game/snapshot"
)

// Field numbers of Scope and its parts.
const (
	scopeID       protowire.Number = 1
	scopeTickAge  protowire.Number = 2
	scopeBaseSkip protowire.Number = 3
	scopePrevSkip protowire.Number = 4
	scopeKeyframe protowire.Number = 5
	scopeNoPrev   protowire.Number = 6
	scopeGroups   protowire.Number = 7
	scopeEvents   protowire.Number = 8

	groupNumber    protowire.Number = 1
	groupRemoved   protowire.Number = 2
	groupAdded     protowire.Number = 3
	groupAddedVals protowire.Number = 4
	groupChanged   protowire.Number = 5
	groupResiduals protowire.Number = 7

	eventNumber protowire.Number = 1
	eventAge    protowire.Number = 2
	eventVals   protowire.Number = 3
)

// AppendScope writes one element of Frame.scopes, tag and length included, so that the bytes can
// be put behind the header of any client's frame of tick h.FrameTick. It panics when the ticks
// of h are out of order.
func AppendScope(dst []byte, h *ScopeHeader, d *snapshot.Delta, events []Event) []byte {
	h.check()
	dst, start := begin(dst, frameScopes)
	dst = appendUint(dst, scopeID, uint64(h.ID))
	dst = appendUint(dst, scopeTickAge, uint64(h.FrameTick-h.Tick))
	if h.Base != 0 {
		dst = appendUint(dst, scopeBaseSkip, uint64(h.Tick-h.Base-1))
	}
	if h.Prev != 0 {
		dst = appendUint(dst, scopePrevSkip, uint64(h.Base-h.Prev-1))
	}
	dst = appendBool(dst, scopeKeyframe, h.Base == 0)
	dst = appendBool(dst, scopeNoPrev, h.Prev == 0)
	for i := range d.Blocks {
		dst = appendGroup(dst, &d.Blocks[i])
	}
	for i := range events {
		e := &events[i]
		var at int
		dst, at = begin(dst, scopeEvents)
		dst = appendUint(dst, eventNumber, uint64(e.Number))
		dst = appendUint(dst, eventAge, uint64(h.Tick-e.Tick))
		dst = appendSints(dst, eventVals, e.Vals)
		dst = end(dst, at, 0)
	}
	return end(dst, start, 0)
}

func appendGroup(dst []byte, b *snapshot.BlockDelta) []byte {
	dst, at := begin(dst, scopeGroups)
	dst = appendUint(dst, groupNumber, uint64(b.Group))
	dst = appendAscending(dst, groupRemoved, b.Removed)
	dst = appendAscending(dst, groupAdded, b.Added)
	dst = appendSints(dst, groupAddedVals, b.AddedVals)
	if len(b.Changed) > 0 {
		dst = protowire.AppendTag(dst, groupChanged, protowire.BytesType)
		dst = protowire.AppendBytes(dst, b.Changed)
	}
	dst = appendPairs(dst, groupResiduals, b.Residuals)
	return end(dst, at, 0)
}
