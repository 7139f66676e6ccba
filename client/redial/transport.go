package redial

import (
	"fmt"

	"tickwire/client/link"
)

// Transport says by which transports a client may get to its server.
type Transport uint8

// What there is to choose from.
const (
	// Auto is WebSocket, or long polling where none gets through.
	Auto Transport = iota
	// WebSocket and nothing else.
	WebSocket
	// LongPolling and nothing else.
	LongPolling
	// Polling and nothing else: it is never chosen by itself.
	Polling
)

var transports = [...]string{"auto", "websocket", "long-polling", "polling"}

func (t Transport) String() string { return transports[t] }

// ParseTransport reads what String wrote.
func ParseTransport(s string) (Transport, error) {
	for i, name := range transports {
		if s == name {
			return Transport(i), nil
		}
	}
	return Auto, fmt.Errorf("there is no transport %q: it is auto, websocket, long-polling or polling", s)
}

// Link is the transport of a link that is not dialled by a Dialer: WebSocket for Auto.
func (t Transport) Link() link.Transport {
	if t == Auto {
		return link.WebSocket
	}
	return link.Transport(t - WebSocket)
}
