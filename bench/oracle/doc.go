// Package oracle says whether clients see what the server has: the convergence oracle. A server
// and its clients are told apart by nothing else as early and as exactly.
//
// After every tick the server's side hands over the rows that the world saved, the events that it
// emitted and the scopes that the rows were cut into; every frame that a client has applied is
// then checked, and none may be left out:
//
//	truth := oracle.New(def)
//	n := core.Tick()
//	err := truth.Record(n, core.Rows(), core.Events(), core.Replicator().Set(n)) // each tick
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
// Events ride in the delta of their scope. The scope of each is worked out here too, and a frame
// must bring, for every scope that the client holds, the events since the client's last look at
// it, in order and each once; for one that it did not hold, or that the server has forgotten its
// look at, those of the scope's own tick and no older ones. When a client shows them is not the
// oracle's concern.
//
// On another link a client begins anew, and so does its Follower.
//
// An Oracle may be used by many goroutines, a Follower by that of its client.
package oracle
