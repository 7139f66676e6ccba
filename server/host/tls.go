package host

import (
	"errors"
	"net"
	"net/http"

	"tickwire/server/certs"
)

// tls reports whether the public listener speaks TLS.
func (c *Config) tls() bool { return c.CertFile != "" || c.KeyFile != "" || len(c.ACME.Hosts) > 0 }

// secure gives the public server its certificates, and makes that of redirects.
func (s *Server) secure() error {
	cfg := &s.cfg
	answer := func(h http.Handler) http.Handler { return h }
	switch {
	case !cfg.tls() && cfg.Redirect == "":
		return nil
	case !cfg.tls():
		return errors.New("there is no TLS to redirect to; see -cert and -acme")
	case len(cfg.ACME.Hosts) == 0:
		files, err := certs.Open(cfg.CertFile, cfg.KeyFile, cfg.Log)
		if err != nil {
			return err
		}
		s.http.TLSConfig = files.Config()
	case cfg.CertFile != "" || cfg.KeyFile != "":
		return errors.New("certificates are in files, or come by ACME: -cert and -acme do not go together")
	default:
		acme, err := certs.NewACME(cfg.ACME)
		if err != nil {
			return err
		}
		s.http.TLSConfig = acme.Config()
		if cfg.Redirect != "" {
			answer = acme.Handler
		}
	}
	if cfg.Redirect != "" {
		s.moved = s.forStrangers(newHTTP(answer(http.HandlerFunc(s.redirect)), cfg.Log))
	}
	return nil
}

// redirect sends a browser to the public listener, whose port is known when it is open. Behind a proxy
// that is the proxy's own, at the port of https; one who has come by that already would come here again.
func (s *Server) redirect(w http.ResponseWriter, r *http.Request) {
	if who := s.cfg.TrustedProxies.Client(r); who.Scheme == "https" {
		http.Error(w, "this listener is for those who come without TLS; the proxy must hand the others to -addr", http.StatusMisdirectedRequest)
		return
	} else if who.Proxied {
		certs.Redirect("443").ServeHTTP(w, r)
		return
	}
	_, port, err := net.SplitHostPort(s.public.Addr().String())
	if err != nil {
		http.Error(w, "use https", http.StatusBadRequest)
		return
	}
	certs.Redirect(port).ServeHTTP(w, r)
}

// RedirectAddr is the address of the listener without TLS, nil when there is none.
func (s *Server) RedirectAddr() net.Addr {
	if s.plain == nil {
		return nil
	}
	return s.plain.Addr()
}
