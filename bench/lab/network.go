package lab

import "net"

// network is the listener of the server and what lies between it and the clients.
type network struct {
	agenda     *agenda
	transcript *transcript
	seed       uint64
	accepted   chan *end // by Accept; as many as can wait
	done       chan struct{}
}

// backlog is how many connections may wait for the server to accept them; there it is the system's.
const backlog = 4096

func newNetwork(a *agenda, t *transcript, seed uint64) *network {
	return &network{agenda: a, transcript: t, seed: seed, accepted: make(chan *end, backlog), done: make(chan struct{})}
}

// Accept implements net.Listener.
func (n *network) Accept() (net.Conn, error) {
	select {
	case e := <-n.accepted:
		return e, nil
	case <-n.done:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. The server calls it once.
func (n *network) Close() error {
	close(n.done)
	return nil
}

// Addr implements net.Listener.
func (n *network) Addr() net.Addr { return serverAddr }

var serverAddr = &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 80}
