package wire

import (
	"google.golang.org/protobuf/encoding/protowire"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// Verify is what a frame asks its client: nothing, hashes of what it holds, or the rows of a scope.
type Verify struct {
	Asked bool
	Rows  bool         // of Scope, and no hashes
	Scope game.ScopeID // where Rows
}

// Bounds of an answer, so that one message of a client can hold it: of 8 KiB are 12 bytes per scope, or 5
// per number.
const (
	MaxVerified        = 512  // scopes
	MaxVerifiedNumbers = 1500 // ids and values of rows, together
)

const (
	verifyRowsOf protowire.Number = 1

	verifiedTick   protowire.Number = 1
	verifiedScopes protowire.Number = 2
	verifiedAges   protowire.Number = 3
	verifiedHashes protowire.Number = 4
	verifiedRows   protowire.Number = 5

	verifiedGroup protowire.Number = 1
	verifiedIDs   protowire.Number = 2
	verifiedVals  protowire.Number = 3
)

func appendVerify(dst []byte, v Verify) []byte {
	if !v.Asked {
		return dst
	}
	dst, at := begin(dst, frameVerify)
	if v.Rows {
		dst = appendUint(dst, verifyRowsOf, uint64(v.Scope)+1)
	}
	return end(dst, at, 0)
}

func (v *Verify) decode(b []byte) error {
	*v = Verify{Asked: true}
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case verifyRowsOf:
			if n := r.uint32(); n > 0 {
				v.Rows, v.Scope = true, game.ScopeID(n-1)
			}
		default:
			r.skip()
		}
	}
	return r.err
}

// VerifiedRange tells which of a number of scopes, in ascending order of id, an answer to the frame of a
// tick is about: so many from the first, and those at the front behind the last. Who holds more than
// an answer takes comes to all of them in time.
func VerifiedRange(scopes int, n game.TickNumber) (first, count int) {
	if scopes <= MaxVerified {
		return 0, scopes
	}
	return int(uint64(n) % uint64(scopes)), MaxVerified
}

// HashScope is the hash of what a scope holds, without its tick. It allocates nothing.
func HashScope(c *snapshot.Content) uint64 {
	h := uint64(14695981039346656037)
	for i := range c.Blocks {
		b := &c.Blocks[i]
		h = hash32(hash32(h, uint32(b.Group)), uint32(len(b.IDs)))
		for _, id := range b.IDs {
			h = hash32(h, uint32(id))
		}
		for _, v := range b.Vals {
			h = hash32(h, uint32(v))
		}
	}
	return h
}

// hash32 is FNV-1a over the bytes of a number, the lowest first.
func hash32(h uint64, v uint32) uint64 {
	const prime = 1099511628211
	h = (h ^ uint64(v&0xff)) * prime
	h = (h ^ uint64(v>>8&0xff)) * prime
	h = (h ^ uint64(v>>16&0xff)) * prime
	return (h ^ uint64(v>>24)) * prime
}
