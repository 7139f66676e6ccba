// Package slip breaks frames as a slip in a server's replication would, so that a test can show that an
// oracle notices. The bytes stay well formed.
//
//	h := slip.NewHand(schema, core.Replicator(), client)
//	msg, err := h.Alter(msg, slip.KeepRow) // what the client is to receive instead
//
// A Slip changes one decoded frame, or reports that it offers no chance. A Hand decodes and encodes for one
// client, and makes the delta of a scope anew from what the server had. It belongs to one goroutine.
package slip
