// Package redial brings a client back to the place that it had on a server when its link is lost. It
// knows which token to show, for how long there is hope, when to try and which try wins; what is
// said on a link is the caller's business.
//
//	dialer := redial.Dialer{Link: link.Config{URL: url, Now: now}}
//	defer dialer.Wait()
//	plan := redial.NewPlan(redial.Place{}, now())
//	for {
//		l := dialer.Dial(ctx, plan, again)
//		// ... play on it, with plan.Token() in Hello and plan.Keep() after Welcome ...
//		plan.Lost(code, now())
//	}
//
// While the server keeps the place a new try is made every few hundred milliseconds, though older
// ones may still hang: on a path that swallows packets a try that began before the path was well
// again waits for seconds for its next retransmission, and a new one is through in a round trip. The
// first that opens wins and the others are given up. In a browser, which shakes hands once at a time,
// each try makes way for the next.
//
// # Transports
//
// A WebSocket is tried first. Where that fails, or has not opened after a second and a half, long
// polling is tried beside it, and is taken when a WebSocket that begins after it has opened has not
// opened half a second later: so a server that is only just up, or slow, is not taken for a network
// that lets no WebSocket through, and one that is down teaches nothing. A WebSocket on which nothing
// ever comes counts as failed. What worked is first the next time, and Upgrade looks for a WebSocket
// meanwhile.
//
// # Goroutines
//
// Dial has two for each try, the link's Run and one that waits for it to open. All are gone when Wait
// returns, which must not be called before the link that Dial returned is closed.
package redial
