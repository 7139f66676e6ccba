package link

import "time"

// ReadLimit is the default of Config.ReadLimit: wire.MaxMessage, which a server's frames keep within.
// This package does not know the protocol; client/app sees to it that both are the same.
const ReadLimit = 4 << 20

// Config says where to connect and how much may wait. Only URL is required.
type Config struct {
	// URL of the server: ws://host:port/path or wss://….
	URL string
	// Subprotocol is the one WebSocket subprotocol offered; a server that does not choose it
	// is no server of ours and the link closes. Default "tickwire.v1".
	Subprotocol string
	// DialTimeout bounds name look-up, connection, TLS and upgrade together. Default 10 s.
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
	// Now is the clock of Message.At, monotonic. Default: the time since New.
	Now func() time.Duration
	// Native holds what only one platform has.
	Native Native
}

func (c Config) withDefaults() Config {
	if c.Subprotocol == "" {
		c.Subprotocol = "tickwire.v1"
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
	if c.Now == nil {
		start := time.Now()
		c.Now = func() time.Duration { return time.Since(start) }
	}
	return c
}
