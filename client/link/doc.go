// Package link is a client's end of one connection to a server: a small, non-blocking interface that
// is the same on the desktop and in the browser, and the same for all transports. Those are one
// WebSocket (of gws, or the page's own), and long polling and polling by plain requests (of net/http,
// or the page's fetch), which docs/polling.md describes.
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
// A Link is one connection, never more: to reconnect, make a new one. By requests it is one all the
// same: it has a number for each batch that it sends and for each answer, and makes a request again
// that was not answered, so that whatever is lost, held up or given twice on the way, messages come
// once and in order, or the link closes.
//
// Message.Data belongs to the caller of Poll; what is given to Send is copied.
//
// Frames are deltas, so nothing may be dropped in the middle: a queue that is full, in either
// direction, closes the link with CodeOverflow, and the next link starts with a keyframe.
package link
