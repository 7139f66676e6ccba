// Package room is the tick loop of one room. Core is the room without time, goroutines or
// sockets: what arrived goes in between two steps, and each Step advances the world by one tick
// and hands a frame to every link that can take one. A Core belongs to one goroutine.
//
//	c := room.NewCore(def, "lobby", room.Seeds{Public: 1, Secret: 2})
//	p, err := c.Join("ada", link)
//	link.Send(wire.AppendWelcome(nil, c.Welcome(p)))
//	code := c.Inputs(p.ID, inputs, now) // not 0: close the link with it
//	c.Step(now)
//
// Latest wins: a frame is made only when the link can take it now. A link is behind when its
// last message is still being written, or when it has left a window of frames unacknowledged;
// it is then skipped and later gets one difference from its older base. Nothing queues.
package room
