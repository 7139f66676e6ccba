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
// not take at once is kept and written as soon as it can be. While there is a rest the link is not
// Ready, and the room skips it: so there is at most one message, never a queue. Because no write
// waits, no lock of gws is ever held for long, and closing a link from the room's goroutine is
// safe.
//
// Reading goes one of two ways; see IO. On the plain one, each reader waits in Go's netpoller, and
// a rest is written by a goroutine that lives as long as it does. At ticks, a seated player's
// socket is taken out of the netpoller, and the room's goroutine has it read by a poller before
// each step: one read that never waits for each socket, right into the buffer of the reader, which
// sleeps in Read. Only readers that got something wake, gws cuts it into messages on their
// goroutines as ever, and the poller waits until all of them are back, for a bounded time. Rests,
// deadlines and closes are looked after at ticks too. Between ticks nothing wakes:
//
//	room's goroutine   Poll: read(2) each ──┐ bytes        ┌── step, write(2) each ── sleep
//	readers            asleep in Read       └─ OnMessage ──┘ asleep in Read
//
// What is read at a tick came before it. The kernel tells when (SO_TIMESTAMPNS), so that round
// trips and margins of inputs are not rounded to ticks; of several messages that are read at once
// it tells the time of the last one's last byte, which then is that of all.
//
// Goroutines: one reader per connection (gws has one), Run, and on the plain way one per
// connection whose last write is unfinished, which over TLS is every write. Run waits for all of
// them.
package gate
