package certs

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// ACMEConfig says for whom certificates are asked. Using one accepts the authority's terms of service.
type ACMEConfig struct {
	// Hosts are the names that the server is reached by, all in public DNS. For others no certificate
	// is asked, or anybody could use up what the authority gives in a week.
	Hosts []string

	// Cache is the folder in which certificates and the account's key survive a restart; it is made,
	// for its owner alone. Authorities give few certificates a week, so it is not optional.
	Cache string

	Email string // where the authority writes when something is wrong; may be empty

	Directory string       // address of the authority; default Let's Encrypt
	Client    *http.Client // that asks it; default http.DefaultClient
}

// ACME is the certificates of some hosts.
type ACME struct{ manager *autocert.Manager }

// NewACME checks the configuration. Nothing is asked before the first handshake.
func NewACME(c ACMEConfig) (*ACME, error) {
	if len(c.Hosts) == 0 || c.Cache == "" {
		return nil, errors.New("acme: the names of the hosts and a folder for what it gets are needed")
	}
	if err := os.MkdirAll(c.Cache, 0o700); err != nil {
		return nil, fmt.Errorf("acme: %w", err)
	}
	if c.Directory == "" {
		c.Directory = autocert.DefaultACMEDirectory
	}
	return &ACME{&autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(c.Cache), HostPolicy: autocert.HostWhitelist(c.Hosts...),
		Email: c.Email, Client: &acme.Client{DirectoryURL: c.Directory, HTTPClient: c.Client},
	}}, nil
}

// Config is for the listener on port 443, where the authority may look by TLS-ALPN-01.
func (a *ACME) Config() *tls.Config { return config(a.manager.GetCertificate, acme.ALPNProto) }

// Handler answers the authority's HTTP-01, for which it comes to port 80, and gives all else to another
// handler.
func (a *ACME) Handler(other http.Handler) http.Handler { return a.manager.HTTPHandler(other) }
