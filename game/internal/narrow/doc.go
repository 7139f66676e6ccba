// Package narrow keeps lists of 32-bit values in as few whole bytes per value as their range needs.
// The past of a world is most of a server's memory and hardly ever read twice: positions fit in
// three bytes, scores and flags in one, and what is equal in all rows in none.
//
//	var c narrow.Column
//	narrow.Fill(&c, vals, 0, stride) // every stride-th value, from the first
//	v := narrow.At[int32](&c, 7)
//
// A Column is written at once and then only read. It belongs to whoever fills it.
package narrow
