// Package room is the tick loop of one room. Core is the room without time, goroutines or
// sockets: what arrived goes in between two steps, and each Step advances the world by one tick
// and hands a frame to every link that can take one. A Core belongs to one goroutine. Room is that
// goroutine: Run owns the core and reads the clock, and others reach it through an inbox that is
// emptied at each tick, bounded per player. Where there are many links, a few helpers of its own
// read and write them with it; nothing else is divided, and who does what changes nothing.
//
//	r := room.New(room.Config{Def: def, Name: "lobby", Bots: 8})
//	group.Go(func() error { return r.Run(ctx) })
//	seat, err := r.Join(ctx, room.Join{Name: "ada"}, link) // sends the Welcome
//	seat.Inputs(inputs, time.Now())
//	seat.Leave()                                         // or Drop, where the link was lost
//	seat, err = r.Resume(ctx, ticket, room.Join{}, link) // on another link, the same player
//
// A Core without a Room is for tests and tools:
//
//	c := room.NewCore(def, "lobby", room.Seeds{Public: 1, Secret: 2})
//	p, err := c.Join(room.Join{Name: "ada"}, link)
//	link.Send(wire.AppendWelcome(nil, c.Welcome(p)))
//	code := c.Inputs(p.ID, inputs, now) // not 0: close the link with it
//	c.Step(now)
//
// Latest wins: a frame is made only when the link can take it now. A link is behind when its
// last message is still being written, or when it has left a window of frames unacknowledged;
// it is then skipped and later gets one difference from its older base. Nothing queues.
//
// A player is more than a link. One whose link is lost stays in the world for Limits.Grace, and who
// shows a token that is good comes back to it on a new link, which takes the place of an older
// one. A link that answers pings and acknowledges nothing is asleep, and may be so for long.
//
// A room ends with its context, at once; with Drain, in time, after a last frame that its players have
// acknowledged; with a panic of its game, as a PanicError; and when somebody who watches it finds that a
// call of the game does not return (Inside, GiveUp). In that last case the goroutine stays until the game
// lets it go, and then ends without having touched what is no more its own.
package room
