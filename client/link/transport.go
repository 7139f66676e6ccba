package link

// Transport is how messages get to a server and back. The messages are the same, byte for byte.
type Transport uint8

// The transports.
const (
	// WebSocket is one connection on which both ends speak when they like.
	WebSocket Transport = iota
	// LongPolling is for networks that let no WebSocket through: a request is held until the server
	// has something to say, and another one brings what the client says.
	LongPolling
	// Polling asks from time to time. It is for those who only look, and not closely.
	Polling
)

func (t Transport) String() string {
	switch t {
	case LongPolling:
		return "long-polling"
	case Polling:
		return "polling"
	default:
		return "websocket"
	}
}
