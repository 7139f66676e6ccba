package link

import (
	"math/rand/v2"
	"time"

	"tickwire/proto/wire"
)

// ReadLimit is the default of Config.ReadLimit, which a server's frames keep within.
const ReadLimit = wire.MaxMessage

// Config says where to connect and how much may wait. Only URL is required.
type Config struct {
	// URL of the server: ws://host:port/path or wss://…. Requests of the other transports go to poll
	// beside it: to http://host:port/poll for ws://host:port/ws.
	URL string
	// Transport is how messages get there and back. Default WebSocket.
	Transport Transport
	// PollEvery is the time from one request of Polling to the next: no more often than that does the
	// server say anything. Default 1 s, at most a minute. Below two periods of the server's frames
	// LongPolling is cheaper.
	PollEvery time.Duration
	// PollWait is for how long the server may hold a request of LongPolling while it has nothing to say.
	// Default 25 s, which most proxies bear, and no more. So long may nothing be heard of a server that
	// is well: where it speaks all the time, a second tells sooner of one that is not. Below two periods
	// of its frames the server takes it for that.
	PollWait time.Duration
	// Subprotocol is the one WebSocket subprotocol offered; a server that does not choose it
	// is no server of ours and the link closes. Default "tickwire.v1".
	Subprotocol string
	// DialTimeout bounds name look-up, connection, TLS and upgrade together, or the first request.
	// Default 10 s.
	DialTimeout time.Duration
	// ReadLimit is the largest message accepted, in bytes; a larger one closes the link with
	// 1009. Default the constant ReadLimit.
	ReadLimit int
	// MailboxLimit bounds what waits for Poll, in bytes (each message counts 64 more).
	// Default 8 MiB: minutes of frames for a game that forgot to poll. Below ReadLimit plus 64
	// a message can be legal and yet not fit.
	MailboxLimit int
	// SendLimit bounds what Send accepted and the system has not yet taken, counted alike.
	// Default 64 KiB: many seconds of inputs, so a link that reaches it is dead.
	SendLimit int
	// Seed has polls draw all of their chance from it, the id of the link and what else Random is for, with a
	// stream for each goroutine: for tests that must go the same way twice. Who knows it can speak for the
	// player. Default 0, which is true chance.
	Seed uint64
	// Now is the clock of Message.At, monotonic. Default: the time since New.
	Now func() time.Duration
	// Random is from 0 up to 1, and spreads in time what is tried again. Default: math/rand/v2.
	Random func() float64
	// Native holds what only one platform has.
	Native Native
}

// mostWait is what servers hold a request for at most.
const mostWait = 25 * time.Second

func (c Config) withDefaults() Config {
	if c.Subprotocol == "" {
		c.Subprotocol = "tickwire.v1"
	}
	if c.PollEvery <= 0 {
		c.PollEvery = time.Second
	}
	c.PollEvery = min(c.PollEvery, time.Minute)
	if c.PollWait <= 0 || c.PollWait > mostWait {
		c.PollWait = mostWait
	}
	if c.DialTimeout <= 0 {
		c.DialTimeout = 10 * time.Second
	}
	if c.ReadLimit <= 0 {
		c.ReadLimit = ReadLimit
	}
	if c.MailboxLimit <= 0 {
		c.MailboxLimit = 8 << 20
	}
	if c.SendLimit <= 0 {
		c.SendLimit = 64 << 10
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	if c.Now == nil {
		start := time.Now()
		c.Now = func() time.Duration { return time.Since(start) }
	}
	return c
}
