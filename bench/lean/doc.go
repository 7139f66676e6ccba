// Package lean is players for load: each is a WebSocket that sends an input every tick and reads
// of the frames that come no more than it needs to acknowledge them. A thousand fit into a
// fraction of the core that as many clients would need; that they see the right world is for
// package bot to find out.
//
//	fleet := lean.New(lean.Config{URL: "ws://localhost:8080/ws", Def: def})
//	go fleet.Run(ctx)             // plays; returns when ctx has ended and all have left
//	err := fleet.Join(ctx, "ada") // once per player, from any goroutine
//
// The load is open-loop: inputs leave by the clock, whatever the server does. Writing never
// waits; an input that the kernel does not take is counted and gone, as it would be for a person.
// A generator that waits for its server hides the very stalls that it is there to find.
//
// Inputs are made for the next tick that the server will step, so the latency that is measured is
// waiting for that tick, and what the server and the network take. A client that predicts sends
// earlier than it must; package bot measures that.
//
// Goroutines: Run. On Linux it reads too, from one epoll of all sockets; elsewhere each player has
// a reader, and a player's mutex guards what both touch.
package lean
