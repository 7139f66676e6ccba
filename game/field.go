package game

import (
	"fmt"
	"math"
	"reflect"
	"unsafe"
)

// Interp tells how a client computes a field between two ticks that it knows, and whether the
// wire predicts the field from its past.
type Interp uint8

// The interpolations. Their numbers are part of the wire format.
const (
	InterpStep  Interp = iota // keeps the older value until the newer tick is reached
	InterpLerp                // moves in a straight line
	InterpAngle               // turns the short way round; 65536 units are a full turn
)

// Number is what a field can be. All of them travel as 32-bit integers: a float as the nearest
// multiple of its quantum, a bool as 0 or 1.
type Number interface {
	~bool | ~int8 | ~int16 | ~int32 | ~uint8 | ~uint16 | ~uint32 | ~float32 | ~float64
}

// Field describes one field of a T: its name on the wire, where it lies in T, and how it
// travels. Make one with Step, Lerp, Angle, Owner or Key and decorate it with OwnerOnly or Edge.
type Field[T any] struct {
	info FieldInfo
	slot slot
}

// FieldInfo is what both ends know about a field; it is part of the schema hash.
type FieldInfo struct {
	Name    string
	Quantum float64 // the value of one unit; 1 for integers
	Interp  Interp
	Edge    bool // inputs only: true for this tick alone ("pressed now"), never repeated
	Private bool // kinds only: travels in the owner's private row
	Owner   bool // holds the PlayerID that the entity or event belongs to
	Key     bool // holds the SpawnKey that prediction matches
}

// slot is a field's place in memory. Accessors run once, when the field is declared; loops use
// the offset.
type slot struct {
	offset uintptr
	kind   reflect.Kind
	scale  float64
}

// Step declares a field that changes in steps, such as health or a score. The accessor returns
// the address of the field in its argument.
func Step[T any, V Number](name string, at func(*T) *V) Field[T] {
	return newField(name, 1, InterpStep, at)
}

// Lerp declares a field that moves continuously, such as a coordinate. quantum is the value of
// one unit, for example 1.0/256: integers are sent as they are and the quantum only tells other
// clients what they mean, floats are rounded to multiples of it.
func Lerp[T any, V Number](name string, quantum float64, at func(*T) *V) Field[T] {
	return newField(name, quantum, InterpLerp, at)
}

// Angle declares a field that turns; a full turn is 65536.
func Angle[T any, V ~uint16](name string, at func(*T) *V) Field[T] {
	return newField(name, 2*math.Pi/65536, InterpAngle, at)
}

// Owner declares the field that holds the player to whom an entity or event belongs.
func Owner[T any](name string, at func(*T) *PlayerID) Field[T] {
	f := newField(name, 1, InterpStep, at)
	f.info.Owner = true
	return f
}

// Key declares the field that holds the SpawnKey of a predicted spawn or event. In a kind it is
// always private to the owner.
func Key[T any](name string, at func(*T) *SpawnKey) Field[T] {
	f := newField(name, 1, InterpStep, at)
	f.info.Key = true
	return f
}

// OwnerOnly makes the field of a kind travel to the entity's owner alone. Other clients read 0.
func OwnerOnly[T any](f Field[T]) Field[T] {
	f.info.Private = true
	return f
}

// Edge marks an input field that means "happened in this tick": it is not repeated when an
// input is missing.
func Edge[T any](f Field[T]) Field[T] {
	f.info.Edge = true
	return f
}

func newField[T any, V Number](name string, quantum float64, in Interp, at func(*T) *V) Field[T] {
	if !(quantum > 0) || math.IsInf(quantum, 0) {
		panic(fmt.Sprintf("game: field %q has quantum %v, want a positive number", name, quantum))
	}
	var probe T
	offset := uintptr(unsafe.Pointer(at(&probe))) - uintptr(unsafe.Pointer(&probe))
	if size := unsafe.Sizeof(probe); offset >= size || offset+unsafe.Sizeof(*new(V)) > size {
		panic(fmt.Sprintf("game: the accessor of field %q must return the address of a field of its argument", name))
	}
	return Field[T]{
		info: FieldInfo{Name: name, Quantum: quantum, Interp: in},
		slot: slot{offset: offset, kind: reflect.TypeFor[V]().Kind(), scale: quantum},
	}
}

// load reads the field of the value at p as the integer that travels.
func (s *slot) load(p unsafe.Pointer) int32 {
	p = unsafe.Add(p, s.offset)
	switch s.kind {
	case reflect.Int32, reflect.Uint32:
		return *(*int32)(p)
	case reflect.Uint16:
		return int32(*(*uint16)(p))
	case reflect.Int16:
		return int32(*(*int16)(p))
	case reflect.Uint8, reflect.Bool:
		return int32(*(*uint8)(p))
	case reflect.Int8:
		return int32(*(*int8)(p))
	case reflect.Float32:
		return quantize(float64(*(*float32)(p)), s.scale)
	default:
		return quantize(*(*float64)(p), s.scale)
	}
}

// store writes the integer that travelled into the field of the value at p. What does not fit
// the field is cut to its width, so a hostile peer can send any number.
func (s *slot) store(p unsafe.Pointer, v int32) {
	p = unsafe.Add(p, s.offset)
	switch s.kind {
	case reflect.Int32, reflect.Uint32:
		*(*int32)(p) = v
	case reflect.Uint16, reflect.Int16:
		*(*uint16)(p) = uint16(v)
	case reflect.Uint8, reflect.Int8:
		*(*uint8)(p) = uint8(v)
	case reflect.Bool:
		*(*bool)(p) = v != 0
	case reflect.Float32:
		*(*float32)(p) = float32(float64(v) * s.scale)
	default:
		*(*float64)(p) = float64(v) * s.scale
	}
}

// quantize rounds half away from zero, as math.Round does, and saturates; NaN becomes 0.
func quantize(v, quantum float64) int32 {
	q := math.Round(v / quantum)
	switch {
	case q != q:
		return 0
	case q >= math.MaxInt32:
		return math.MaxInt32
	case q <= math.MinInt32:
		return math.MinInt32
	}
	return int32(q)
}
