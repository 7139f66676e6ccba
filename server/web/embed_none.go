//go:build !embedclient

package web

// embeddedBundle returns nothing: this binary builds its client. See embed.go.
func embeddedBundle() (*Bundle, error) { return nil, nil }
