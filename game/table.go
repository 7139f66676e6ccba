package game

import (
	"fmt"
	"slices"
	"unsafe"
)

// table is a compiled list of fields: of a kind, of the input, or of an event.
type table struct {
	name   string
	place  Place
	infos  []FieldInfo
	slots  []slot
	public int // fields below this index are public, the rest private to the owner
	owner  int // index of the owner field, or -1
	key    int // index of the key field, or -1
	xy     [2]int
	team   int
}

// newTable checks the fields and sorts public before private. Broken declarations are the
// author's mistake at start-up, so they panic with what to do.
func newTable[T any](what, name string, place Place, fields []Field[T]) table {
	t := table{name: name, place: place, owner: -1, key: -1, xy: [2]int{-1, -1}, team: -1}
	if name == "" {
		panic("game: " + what + " without a name")
	}
	fields = slices.Clone(fields)
	for i := range fields {
		if fields[i].info.Key && what == "kind" {
			fields[i].info.Private = true
		}
	}
	slices.SortStableFunc(fields, func(a, b Field[T]) int {
		return b2i(a.info.Private) - b2i(b.info.Private)
	})
	for i, f := range fields {
		if f.info.Name == "" || t.index(f.info.Name) >= 0 {
			panic(fmt.Sprintf("game: %s %q: field %d needs a name of its own, got %q", what, name, i, f.info.Name))
		}
		if !f.info.Private {
			t.public = i + 1
		}
		if f.info.Owner {
			t.owner = i
		}
		if f.info.Key {
			t.key = i
		}
		t.infos = append(t.infos, f.info)
		t.slots = append(t.slots, f.slot)
	}
	if t.public < len(fields) && t.owner < 0 {
		panic(fmt.Sprintf("game: %s %q has private fields but no Owner field", what, name))
	}
	if t.owner >= t.public {
		panic(fmt.Sprintf("game: %s %q: the Owner field must be public", what, name))
	}
	t.place.resolve(what, &t)
	return t
}

func (t *table) index(field string) int {
	return slices.IndexFunc(t.infos, func(f FieldInfo) bool { return f.Name == field })
}

// need is index for a field that a place refers to.
func (t *table) need(what, field string) int {
	i := t.index(field)
	if i < 0 || i >= t.public {
		panic(fmt.Sprintf("game: %s %q is placed by field %q, which is not one of its public fields", what, t.name, field))
	}
	return i
}

func (t *table) load(p unsafe.Pointer, dst []int32) {
	for i := range t.slots {
		dst[i] = t.slots[i].load(p)
	}
}

func (t *table) store(p unsafe.Pointer, src []int32) {
	for i := range t.slots {
		t.slots[i].store(p, src[i])
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
