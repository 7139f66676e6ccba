// Package audience is many clients that are told of notices by one transport, and measures how: how
// long after its beginning each is told, what that takes of the wire, and whether any is missing.
//
//	a := audience.New(audience.Config{Addr: addr, Transport: audience.LongPolling, Clients: 100})
//	go a.Run(ctx)              // returns when ctx has ended and all have left
//	...                        // until a.Counts().Ready is all of them
//	a.Expect(schedule, 600)    // and have the server begin
//	d := a.Counts().Minus(before)
//
// Every client reads all that it is sent and checks what each notice says; none has a library under
// it but this folder, so that a thousand requests a second leave the load's core free. Bytes are those
// of TCP's payload, all headers included. Requests have the headers of a browser; see head.go.
//
// Polls leave by the clock, whatever the server does; the clients' are spread evenly over the
// interval.
//
// Goroutines: Run, and one for each client, which owns its connections. With a Config.RTT two more for
// each connection.
package audience
