// Package certs keeps the certificates of a server that speaks TLS: from files that somebody else
// renews, or from an authority that speaks ACME (RFC 8555), such as Let's Encrypt.
//
//	files, err := certs.Open("cert.pem", "key.pem", log)
//	listener := tls.NewListener(ln, files.Config())
//
//	acme, err := certs.NewACME(certs.ACMEConfig{Hosts: []string{"play.example.com"}, Cache: "certs"})
//	listener := tls.NewListener(ln, acme.Config())
//
// Both answer handshakes and have no goroutine: files are looked at by the handshakes, every few
// seconds at most; ACME, which is x/crypto's autocert, asks for a certificate in the first
// handshake that needs one and renews it by a timer.
//
// What is agreed with a client is HTTP/1.1, because HTTP/2 has no way to take a connection over for a
// WebSocket, by TLS 1.2 or later.
package certs

import "crypto/tls"

// config is what both have in common.
func config(get func(*tls.ClientHelloInfo) (*tls.Certificate, error), protocols ...string) *tls.Config {
	return &tls.Config{
		GetCertificate: get, MinVersion: tls.VersionTLS12, NextProtos: append([]string{"http/1.1"}, protocols...),
	}
}
