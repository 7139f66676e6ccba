// Package oracle says whether clients see what the server has: the convergence oracle. A server
// and its clients are told apart by nothing else as early and as exactly.
//
// After every tick the server's side hands over the rows that the world saved and the scopes
// that they were cut into; every frame that a client has applied is then checked:
//
//	truth := oracle.New(def)
//	err := truth.Record(core.Tick(), core.Rows(), core.Replicator().Set(core.Tick())) // each tick
//	follower := truth.Follow(client)
//	err = follower.Check() // after each message that the client has received
//
// Record holds the cut against the saved rows: each row is in exactly one scope, in one that it
// may be in, with the values that were saved; where rows belong is worked out by code of its own,
// not by the server's. Check holds a client against that: it holds the scopes that its view
// needs, each as new as it must be and, field by field, what was in that scope at that scope's
// tick; and the merged world has no ghost, no missing entity and nothing that vanished between
// two frames.
//
// An Oracle may be used by many goroutines, a Follower by that of its client.
package oracle
