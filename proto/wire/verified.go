package wire

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// Verified is what a client says that it holds: hashes of scopes, or the rows of one.
type Verified struct {
	Tick   game.TickNumber // of the frame that asked
	Scopes []ScopeHash     // at most MaxVerified; with Detail the one that was asked for, or none
	Detail bool            // rows were asked for
	Rows   snapshot.Content
}

// ScopeHash is one scope as a client holds it.
type ScopeHash struct {
	ID   game.ScopeID
	Tick game.TickNumber // of the scope, at most that of the frame
	Hash uint64          // HashScope; 0 with Detail
}

// AppendVerified writes a whole ClientMessage. Rows beyond MaxVerifiedNumbers are left out.
func AppendVerified(dst []byte, v *Verified) []byte {
	dst, start := begin(dst, KindVerified.field())
	dst = appendUint(dst, verifiedTick, uint64(v.Tick))
	column := func(num protowire.Number, put func(dst []byte, s *ScopeHash) []byte) {
		if len(v.Scopes) == 0 {
			return
		}
		var at int
		dst, at = begin(dst, num)
		for i := range v.Scopes {
			dst = put(dst, &v.Scopes[i])
		}
		dst = end(dst, at, 0)
	}
	column(verifiedScopes, func(dst []byte, s *ScopeHash) []byte { return protowire.AppendVarint(dst, uint64(s.ID)) })
	column(verifiedAges, func(dst []byte, s *ScopeHash) []byte { return protowire.AppendVarint(dst, uint64(v.Tick-s.Tick)) })
	if v.Detail {
		return end(appendVerifiedRows(dst, &v.Rows), start, 0)
	}
	column(verifiedHashes, func(dst []byte, s *ScopeHash) []byte { return protowire.AppendFixed64(dst, s.Hash) })
	return end(dst, start, 0)
}

func appendVerifiedRows(dst []byte, c *snapshot.Content) []byte {
	left := MaxVerifiedNumbers
	for i := range c.Blocks {
		b := &c.Blocks[i]
		stride := len(b.Vals) / len(b.IDs)
		rows := min(len(b.IDs), left/(1+stride))
		if rows == 0 {
			break
		}
		left -= rows * (1 + stride)
		var at int
		dst, at = begin(dst, verifiedRows)
		dst = appendUint(dst, verifiedGroup, uint64(b.Group))
		dst = appendUints(dst, verifiedIDs, b.IDs[:rows])
		dst = appendSints(dst, verifiedVals, b.Vals[:rows*stride])
		dst = end(dst, at, 0)
	}
	return dst
}

// DecodeVerified reads what AppendVerified wrote. It knows no schema: how many values a row has is for
// who compares.
func DecodeVerified(b []byte) (*Verified, error) {
	c, err := content(b, KindVerified)
	if err != nil {
		return nil, err
	}
	v := &Verified{}
	var ids, ages []uint32
	var hashes []uint64
	r := reader{b: c}
	for r.next() {
		switch r.num {
		case verifiedTick:
			v.Tick = game.TickNumber(r.uint32())
		case verifiedScopes:
			ids = uints(&r, ids)
		case verifiedAges:
			ages = uints(&r, ages)
		case verifiedHashes:
			hashes = fixed64s(&r, hashes)
		case verifiedRows:
			r.adopt(v.group(r.bytes()))
		default:
			r.skip()
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	if v.Tick == 0 {
		return nil, fmt.Errorf("%w: an answer to no frame", ErrMessage)
	}
	if len(ids) > MaxVerified || len(ages) != len(ids) || len(hashes) != len(ids) && len(hashes) != 0 ||
		len(v.Rows.Blocks) > 0 && (len(hashes) > 0 || len(ids) != 1) {
		return nil, fmt.Errorf("%w: %d scopes, %d ages and %d hashes", ErrMessage, len(ids), len(ages), len(hashes))
	}
	v.Detail = len(hashes) == 0
	for i, id := range ids {
		if ages[i] >= uint32(v.Tick) {
			return nil, fmt.Errorf("%w: %v is older than the room", ErrMessage, game.ScopeID(id))
		}
		s := ScopeHash{ID: game.ScopeID(id), Tick: v.Tick - game.TickNumber(ages[i])}
		if len(hashes) > 0 {
			s.Hash = hashes[i]
		}
		v.Scopes = append(v.Scopes, s)
	}
	return v, nil
}

// group reads rows of one group. There are as many numbers as there is message.
func (v *Verified) group(b []byte) error {
	g := snapshot.Block{}
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case verifiedGroup:
			g.Group = int(r.uint32())
		case verifiedIDs:
			g.IDs = uints(&r, g.IDs)
		case verifiedVals:
			g.Vals = sints(&r, g.Vals, MaxVerifiedNumbers)
		default:
			r.skip()
		}
	}
	if n := len(v.Rows.Blocks); n > 0 && v.Rows.Blocks[n-1].Group >= g.Group {
		r.fail("groups out of order")
	}
	if len(g.IDs) == 0 || len(g.Vals)%len(g.IDs) != 0 {
		r.fail("no whole rows")
	}
	v.Rows.Blocks = append(v.Rows.Blocks, g)
	return r.err
}

// fixed64s appends the values of a repeated fixed64, packed or not.
func fixed64s(r *reader, dst []uint64) []uint64 {
	take := func(b []byte) []byte {
		v, n := protowire.ConsumeFixed64(b)
		if n < 0 {
			r.fail("a broken number")
			return nil
		}
		dst = append(dst, v)
		return b[n:]
	}
	if r.typ == protowire.Fixed64Type {
		r.b = take(r.b)
		return dst
	}
	for b := r.bytes(); len(b) > 0 && r.err == nil; {
		b = take(b)
	}
	return dst
}
