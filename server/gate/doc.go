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
// that a client does wrong ends its own link with a wire.CloseCode and nothing else. When a link ends,
// the gate tells the seat whether it was lost, and the player is waited for, or the player goes with it.
// How much one client, one network and all together may ask for is one table, Limits.
//
// Writing never waits. The connection under gws takes every message whole: what the kernel does
// not take at once is kept and written as soon as it can be. While there is a rest the link is not
// Ready, and the room skips it: so there is at most one message, never a queue. Because no write
// waits, no lock of gws is ever held for long, and closing a link from the room's goroutine is
// safe.
//
// Reading goes one of two ways; see IO. On the plain one, each connection has a goroutine in which
// gws reads, and which waits in Go's netpoller; a rest is written by a goroutine that lives as long
// as it does. At ticks, that goroutine ends when the player has a seat: the socket is taken out of
// the netpoller, gws is left to the collector, and the room's goroutine has the socket read by a
// poller before each step, one read that never waits, cuts what came into messages itself and
// handles them. Rests, deadlines and closes are looked after at ticks too. Between ticks nothing
// wakes, and a player who says nothing costs no stack and no buffer:
//
//	room's goroutine   Poll: read(2), handle, of each ── step, write(2) to each ── sleep
//
// What is read at a tick came before it. The kernel tells when (SO_TIMESTAMPNS), so that round
// trips and margins of inputs are not rounded to ticks; of several messages that are read at once
// it tells the time of the last one's last byte, which then is that of all.
//
// Where no WebSocket gets through, Polls serves the same game by plain requests, of which one fetches
// what there is and another says something; docs/polling.md is the protocol. A link is apart from what
// carries it: a connection, or polls. The latter are ready only while a request waits for a frame.
//
// What we write is framed here on both ways, and so is what a poller reads; gws does the handshake,
// reads what comes on the plain way and until there is a seat, and is what our own cutting is fuzzed
// against.
//
// Goroutines: one reader per connection without a seat, or on the plain way; Run; on the plain way
// one per connection whose last write is unfinished, which over TLS is every write; and one for a
// moment to log that a player left. Run waits for all of them. A link by polls has none.
package gate
