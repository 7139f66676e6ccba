package host_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tickwire/client/link"
	"tickwire/server/certs"
	"tickwire/server/host"
	"tickwire/server/proxy"
)

// shown is the certificate that a server shows, and the protocol that it agrees to.
func shown(t *testing.T, addr string, cfg *tls.Config) (*x509.Certificate, string) {
	t.Helper()
	c, err := tls.Dial("tcp", addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s := c.ConnectionState()
	return s.PeerCertificates[0], s.NegotiatedProtocol
}

// write puts a certificate with a serial number into files, as one who renews it does, and trusts it.
func write(t *testing.T, certFile, keyFile string, serial int64, pool *x509.CertPool) {
	t.Helper()
	key := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), DNSNames: []string{"tickwire.test"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	pool.AppendCertsFromPEM(certPEM)
	for name, b := range map[string][]byte{certFile: certPEM, keyFile: pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})} {
		if err := os.WriteFile(name+".new", b, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(name+".new", name); err != nil {
			t.Fatal(err)
		}
	}
}

// TestCertificatesAreRenewed replaces the files while somebody plays, first by such as cannot be used.
func TestCertificatesAreRenewed(t *testing.T) {
	dir, pool := t.TempDir(), x509.NewCertPool()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, cert, key, 1, pool)
	log := &output{}
	s, stop := start(t, host.Config{NoPage: true, CertFile: cert, KeyFile: key, Log: slog.New(slog.NewTextHandler(log, nil))})
	defer stop()
	addr := s.Addr().String()
	trust := func() *tls.Config { return &tls.Config{RootCAs: pool, ServerName: "tickwire.test"} }
	p := join(t, link.Config{URL: "wss://" + addr + "/ws", Native: link.Native{TLS: trust()}})

	var serial int64
	becomes := func(what string, holds func() bool) {
		t.Helper()
		for began := time.Now(); !holds(); {
			if time.Since(began) > 15*time.Second {
				t.Fatalf("%s: serial %d, the log says %s", what, serial, log)
			}
			frames := p.net.Stats(0).Frames
			p.until(func() bool { return p.net.Stats(0).Frames > frames }) // which takes a moment
			c, _ := shown(t, addr, trust())
			serial = c.SerialNumber.Int64()
		}
	}
	becomes("at first", func() bool { return serial == 1 })
	if err := os.WriteFile(cert, []byte("half a certif"), 0o600); err != nil {
		t.Fatal(err)
	}
	becomes("while it is broken", func() bool { return strings.Contains(log.String(), "cannot be used") })
	if serial != 1 {
		t.Errorf("the broken one is shown: serial %d", serial)
	}
	write(t, cert, key, 2, pool)
	becomes("when it is mended", func() bool { return serial == 2 })
	if got := strings.Count(log.String(), "cannot be used"); got != 1 {
		t.Errorf("it was said %d times: %s", got, log)
	}
	if p.link.State() != link.Open {
		t.Error("who played is out")
	}
}

func TestWhatTLSAgreesTo(t *testing.T) {
	cert, key, pool := certificate(t)
	s, stop := start(t, host.Config{NoPage: true, CertFile: cert, KeyFile: key, Redirect: "127.0.0.1:0"})
	defer stop()
	addr := s.Addr().String()
	if _, protocol := shown(t, addr, &tls.Config{RootCAs: pool, ServerName: "tickwire.test", NextProtos: []string{"h2", "http/1.1"}}); protocol != "http/1.1" {
		t.Errorf("the protocol is %q", protocol)
	}
	for version, want := range map[uint16]bool{tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		c, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: pool, ServerName: "tickwire.test", MinVersion: version, MaxVersion: version})
		if err == nil {
			c.Close()
		}
		if (err == nil) != want {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
	}
	_, port, _ := strings.Cut(addr, ":")
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	for method, want := range map[string]int{http.MethodGet: http.StatusTemporaryRedirect, http.MethodPost: http.StatusBadRequest} {
		req, err := http.NewRequestWithContext(t.Context(), method, "http://"+s.RedirectAddr().String()+"/a?b=c", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = "tickwire.test:80"
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if to := resp.Header.Get("Location"); resp.StatusCode != want || want != http.StatusBadRequest && to != "https://tickwire.test:"+port+"/a?b=c" {
			t.Errorf("%s is answered %d, to %q", method, resp.StatusCode, to)
		}
	}
}

// TestRedirectsOfThoseBehindAProxy: the port of TLS is the proxy's, and who came by TLS is not sent in a
// circle.
func TestRedirectsOfThoseBehindAProxy(t *testing.T) {
	cert, key, _ := certificate(t)
	trusted, err := proxy.Parse("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := start(t, host.Config{NoPage: true, CertFile: cert, KeyFile: key, Redirect: "127.0.0.1:0", TrustedProxies: trusted})
	for proto, want := range map[string]struct {
		status int
		to     string
	}{
		"http":  {http.StatusTemporaryRedirect, "https://play.example/a?b=c"},
		"":      {http.StatusTemporaryRedirect, "https://play.example/a?b=c"},
		"https": {http.StatusMisdirectedRequest, ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.RedirectAddr().String()+"/a?b=c", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = "play.example:80"
		req.Header.Set("X-Forwarded-For", "203.0.113.9")
		req.Header.Set("X-Forwarded-Proto", proto)
		resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if to := resp.Header.Get("Location"); resp.StatusCode != want.status || to != want.to {
			t.Errorf("%q is answered %d, to %q; want %+v", proto, resp.StatusCode, to, want)
		}
	}
}

// TestACME has a server get its certificate from an authority by each challenge, and keep it over a
// restart.
func TestACME(t *testing.T) {
	for _, challenge := range []string{"tls-alpn-01", "http-01"} {
		t.Run(challenge, func(t *testing.T) {
			a := newAuthority(t, challenge)
			transport := &http.Transport{}
			t.Cleanup(transport.CloseIdleConnections)
			cache := filepath.Join(t.TempDir(), "certs")
			for run := range 2 {
				s, stop := start(t, host.Config{NoPage: true, Redirect: "127.0.0.1:0", ACME: certs.ACMEConfig{
					Hosts: []string{"play.tickwire.test"}, Cache: cache, Email: "ops@tickwire.test",
					Directory: a.url("/directory"), Client: &http.Client{Transport: transport},
				}})
				addr := s.Addr().String()
				if a.site = addr; challenge == "http-01" {
					a.site = s.RedirectAddr().String()
				}
				if _, err := tls.Dial("tcp", addr, &tls.Config{ServerName: "evil.test", RootCAs: a.pool}); err == nil {
					t.Error("a certificate for somebody else's host")
				}
				trust := &tls.Config{ServerName: "play.tickwire.test", RootCAs: a.pool}
				leaf, protocol := shown(t, addr, &tls.Config{ServerName: trust.ServerName, RootCAs: a.pool, NextProtos: []string{"h2", "http/1.1"}})
				if _, ok := leaf.PublicKey.(*ecdsa.PublicKey); !ok || leaf.SerialNumber.Int64() != 101 || protocol != "http/1.1" {
					t.Errorf("run %d: a certificate with number %v, by %q", run, leaf.SerialNumber, protocol)
				}
				p := join(t, link.Config{URL: "wss://" + addr + "/ws", Native: link.Native{TLS: trust}})
				p.until(func() bool { return p.net.Stats(0).Frames > 10 })
				stop()
			}
			if a.issued != 1 || len(a.orders) != 1 {
				t.Errorf("%d certificates of %d orders, and the folder keeps the first", a.issued, len(a.orders))
			}
			if info, err := os.Stat(cache); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("the folder: %v, %v", info.Mode(), err)
			}
		})
	}
}
