package game

import "slices"

// Entity is an entity with its id. A slice of them in ascending order of id is how most worlds
// keep a kind: new entities have the highest id and go to the end, and deleting keeps the order.
type Entity[T any] struct {
	ID EntityID
	V  T
}

// SaveAll appends all entities of a slice in order of id.
func (k *Kind[T]) SaveAll(r *Rows, from []Entity[T]) {
	for i := range from {
		k.Append(r, from[i].ID, &from[i].V)
	}
}

// LoadAll reads all entities of the kind into the memory of a slice and returns it.
func (k *Kind[T]) LoadAll(r *Rows, to []Entity[T]) []Entity[T] {
	n := k.Len(r)
	to = slices.Grow(to[:0], n)[:n]
	for i := range to {
		to[i] = Entity[T]{} // what is not declared must not come from another entity
		to[i].ID = k.Get(r, i, &to[i].V)
	}
	return to
}
