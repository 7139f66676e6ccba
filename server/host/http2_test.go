package host_test

import (
	"crypto/tls"
	"testing"

	"tickwire/server/host"
)

// TestNobodySpeaksHTTP2 offers nothing else. Of its streams there may be hundreds on each connection, and
// connections are what is counted of who has not come in.
func TestNobodySpeaksHTTP2(t *testing.T) {
	cert, key, pool := certificate(t)
	s, stop := start(t, host.Config{NoPage: true, CertFile: cert, KeyFile: key})
	defer stop()
	c, err := tls.Dial("tcp", s.Addr().String(), &tls.Config{RootCAs: pool, ServerName: "tickwire.test", NextProtos: []string{"h2"}})
	if err == nil {
		t.Errorf("it was agreed to speak %q", c.ConnectionState().NegotiatedProtocol)
		c.Close()
	}
}
