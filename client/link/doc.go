// Package link is a client's end of one WebSocket: a small, non-blocking interface that is the
// same on the desktop (gws) and in the browser (the page's own WebSocket).
//
// New prepares a link and starts nothing; the caller starts Run, which connects, serves and
// returns when the link is closed and every goroutine of it is gone. All other methods may be
// called from any goroutine and never block, so a game loop polls:
//
//	l := link.New(link.Config{URL: "ws://localhost:8080/ws"})
//	go l.Run(ctx)
//	for frame := range frames {
//		for m, ok := l.Poll(); ok; m, ok = l.Poll() {
//			client.Receive(m.Data, m.At)
//		}
//		if l.State() == link.Open {
//			l.Send(client.Inputs(frame))
//		}
//	}
//
// A Link is one connection, never more: to reconnect, make a new one. Message.Data belongs to
// the caller of Poll; what is given to Send is copied.
//
// Frames are deltas, so nothing may be dropped in the middle: a queue that is full, in either
// direction, closes the link with CodeOverflow, and the next link starts with a keyframe.
package link
