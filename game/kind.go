package game

import (
	"iter"
	"unsafe"
)

// KindConfig declares a kind of entity whose state is a T.
type KindConfig[T any] struct {
	Name   string     // on the wire and in logs; unique in the schema
	Place  Place      // who sees it; the zero value is Everyone
	Fields []Field[T] // what travels; what is not listed is not saved either

	// Predicted draws all entities of this kind from prediction, not only those that the local
	// player owns. Right for what the local player pushes around; wrong for other players.
	Predicted bool
}

// Kind is a declared kind of entity. Declare it once, as a package variable, and list it in the
// schema.
type Kind[T any] struct {
	table
	predicted bool
	number    int
}

// NewKind declares a kind. It panics when the declaration makes no sense.
func NewKind[T any](c KindConfig[T]) *Kind[T] {
	return &Kind[T]{table: newTable("kind", c.Name, c.Place, c.Fields), predicted: c.Predicted, number: -1}
}

// AnyKind is a Kind of whatever type, for listing kinds in a schema.
type AnyKind interface{ kind() (*table, *int, bool) }

func (k *Kind[T]) kind() (*table, *int, bool) { return &k.table, &k.number, k.predicted }

// Number is the index of the kind in its schema.
func (k *Kind[T]) Number() int { return k.number }

// block is where rows keep this kind.
func (k *Kind[T]) block(r *Rows) *Block {
	if k.number < 0 {
		panicUnlisted("kind", k.name, "Kinds")
	}
	return &r.blocks[k.number]
}

// Append saves one entity. Within a kind, ids must ascend.
func (k *Kind[T]) Append(r *Rows, id EntityID, v *T) {
	k.load(unsafe.Pointer(v), k.block(r).grow(id))
}

// Len is the number of entities of this kind.
func (k *Kind[T]) Len(r *Rows) int { return len(k.block(r).IDs) }

// Get reads the i-th entity in order of id. Fields of T that the kind does not declare are left
// alone.
func (k *Kind[T]) Get(r *Rows, i int, v *T) EntityID {
	b := k.block(r)
	k.store(unsafe.Pointer(v), b.Vals[i*b.Stride:(i+1)*b.Stride])
	return b.IDs[i]
}

// Find reads one entity by its id.
func (k *Kind[T]) Find(r *Rows, id EntityID, v *T) bool {
	i, ok := k.block(r).Find(id)
	if ok {
		k.Get(r, i, v)
	}
	return ok
}

// All goes through the entities in order of id.
func (k *Kind[T]) All(r *Rows) iter.Seq2[EntityID, T] {
	return func(yield func(EntityID, T) bool) {
		for i := range k.block(r).IDs {
			var v T
			if id := k.Get(r, i, &v); !yield(id, v) {
				return
			}
		}
	}
}
