// Package snapshot holds what worlds looked like at past ticks, cut into scopes, and computes
// and applies the differences between two looks at one scope. It is pure data: no I/O, no clock,
// no goroutine. Every value has one owner; nothing is shared behind the caller's back.
//
//	var d snapshot.Delta
//	differ.Diff(&d, base, prev, cur)          // on the server, once for all who share base and prev
//	err := applier.Apply(&got, base, prev, &d) // on every client: got equals cur
//
// A delta leaves out what both ends know. Rows of a scope are ordered by (group, id), so ids
// travel on arrival only and a row that left is an index. Values that change continuously are
// predicted in a straight line through the last two looks at the scope, and only the residuals
// that are not zero travel; the technique is the delta coding of Quake III's snapshots with the
// linear predictor of audio coders in front.
package snapshot
