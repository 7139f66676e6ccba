// Package gate lets clients in: it upgrades HTTP requests to WebSockets, checks who knocks, hands
// them to a room, keeps their links alive by pings, and closes each link with a code and a reason.
//
//	g := gate.New(gate.Config{Def: def, Rooms: lobby, Log: log})
//	mux.Handle("/ws", g)
//	group.Go(func() error { return g.Run(ctx) })
//
// A connection goes through these steps: the request is checked (WebSocket, Origin, subprotocol)
// and refused with an HTTP status that says why; the first message must be a Hello and come in
// time; the room answers with a Welcome; from then on what the client sends goes to its seat. All
// that a client does wrong ends its own link with a wire.CloseCode and nothing else.
//
// Writing never waits. The connection under gws takes every message whole: what the kernel does
// not take at once is kept, and a goroutine that lives as long as the rest does writes it. While
// there is a rest the link is not Ready, and the room skips it: so there is at most one message,
// never a queue. Because no write waits, no lock of gws is ever held for long, and closing a link
// from the room's goroutine is safe.
//
// Goroutines: one reader per connection (gws has one), Run, and one per connection whose last
// write is unfinished, which over TLS is every write. Run waits for all of them.
package gate
