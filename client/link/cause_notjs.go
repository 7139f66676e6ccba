//go:build !js

package link

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"syscall"
)

// networkCause knows what the system says.
func networkCause(err error) string {
	var (
		name    *net.DNSError
		cert    *tls.CertificateVerificationError
		host    x509.HostnameError
		timeout net.Error
	)
	switch {
	case errors.As(err, &name) && name.IsNotFound:
		return "there is no server called " + name.Name
	case errors.As(err, &name):
		return "the server's name cannot be looked up; is there a network?"
	case errors.As(err, &host), errors.As(err, &cert):
		return "the server's certificate is not to be trusted"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "no server runs there (connection refused)"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "there is no way to the server; is there a network?"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "nobody answers"
	default:
		return ""
	}
}
