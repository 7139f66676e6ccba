package game

import (
	"fmt"
	"slices"
)

// Rows is the content of a world, or of the part of it that a client holds: for each kind the
// entities in ascending order of id with the values of their fields. It is a plain buffer that
// its owner resets and fills again; nothing in it is shared.
type Rows struct {
	schema *Schema
	blocks []Block
}

// Block holds all entities of one kind. Values are row-major: the fields of entity IDs[i] are
// Vals[i*Stride : (i+1)*Stride].
type Block struct {
	IDs    []EntityID
	Vals   []int32
	Stride int
}

// NewRows makes an empty buffer for worlds of a schema.
func NewRows(s *Schema) *Rows {
	r := &Rows{schema: s, blocks: make([]Block, len(s.kinds))}
	for i, k := range s.kinds {
		r.blocks[i].Stride = len(k.infos)
	}
	return r
}

// Schema is the schema that the rows follow.
func (r *Rows) Schema() *Schema { return r.schema }

// Reset empties the buffer and keeps its memory.
func (r *Rows) Reset() {
	for i := range r.blocks {
		b := &r.blocks[i]
		b.IDs, b.Vals = b.IDs[:0], b.Vals[:0]
	}
}

// Block gives access to the entities of a kind by its index in the schema. Engine code only;
// games use the methods of Kind.
func (r *Rows) Block(kind int) *Block { return &r.blocks[kind] }

// Len is the number of entities of all kinds.
func (r *Rows) Len() int {
	n := 0
	for i := range r.blocks {
		n += len(r.blocks[i].IDs)
	}
	return n
}

// CopyFrom makes r equal to o, which must follow the same schema.
func (r *Rows) CopyFrom(o *Rows) {
	for i := range r.blocks {
		b, c := &r.blocks[i], &o.blocks[i]
		b.IDs = append(b.IDs[:0], c.IDs...)
		b.Vals = append(b.Vals[:0], c.Vals...)
	}
}

// Equal reports whether both hold the same entities with the same values.
func (r *Rows) Equal(o *Rows) bool {
	for i := range r.blocks {
		b, c := &r.blocks[i], &o.blocks[i]
		if !slices.Equal(b.IDs, c.IDs) || !slices.Equal(b.Vals, c.Vals) {
			return false
		}
	}
	return true
}

// Check reports the first broken rule of Save: ids of a kind ascend and no id is 0.
func (r *Rows) Check() error {
	for i := range r.blocks {
		last := EntityID(0)
		for _, id := range r.blocks[i].IDs {
			if id <= last {
				return fmt.Errorf("game: kind %q: entity %d saved after %d; Save must append in ascending order of id",
					r.schema.kinds[i].name, id, last)
			}
			last = id
		}
	}
	return nil
}

// Hash is FNV-1a over all ids and values, for comparing worlds across machines.
func (r *Rows) Hash() uint64 {
	h := uint64(fnvOffset)
	for i := range r.blocks {
		b := &r.blocks[i]
		h = fnv32(h, uint32(len(b.IDs)))
		for _, id := range b.IDs {
			h = fnv32(h, uint32(id))
		}
		for _, v := range b.Vals {
			h = fnv32(h, uint32(v))
		}
	}
	return h
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func fnv32(h uint64, v uint32) uint64 {
	for range 4 {
		h = (h ^ uint64(v&0xff)) * fnvPrime
		v >>= 8
	}
	return h
}

// Row is the values of entity i.
func (b *Block) Row(i int) []int32 { return b.Vals[i*b.Stride : (i+1)*b.Stride : (i+1)*b.Stride] }

// Find is the index of an entity, by binary search.
func (b *Block) Find(id EntityID) (int, bool) { return slices.BinarySearch(b.IDs, id) }

// grow appends an entity and returns its row, not cleared, to be filled by the caller.
func (b *Block) grow(id EntityID) []int32 {
	b.IDs = append(b.IDs, id)
	n := len(b.Vals)
	b.Vals = slices.Grow(b.Vals, b.Stride)[:n+b.Stride]
	return b.Vals[n:]
}

// Append adds an entity with a copy of its values.
func (b *Block) Append(id EntityID, vals []int32) { copy(b.grow(id), vals[:b.Stride]) }
