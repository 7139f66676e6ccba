package auth

import (
	"bytes"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// minSecret is what SHA-256 can make use of, and RFC 7518 section 3.2 asks for.
const minSecret = 32

// Key checks signatures of one algorithm. It is made by HS256 or Ed25519.
type Key struct {
	id  string
	alg string
	key any // as the library wants it: []byte or ed25519.PublicKey
}

// HS256 is a key that signer and server share. Who has it can sign. It has 32 bytes at least, of a
// generator made for secrets.
func HS256(id string, secret []byte) (Key, error) {
	if len(secret) < minSecret {
		return Key{}, fmt.Errorf("auth: key %s: a secret of %d bytes, at least %d are needed", id, len(secret), minSecret)
	}
	return Key{id: id, alg: jwt.SigningMethodHS256.Alg(), key: bytes.Clone(secret)}, nil
}

// Ed25519 is the public key of a signer.
func Ed25519(id string, public ed25519.PublicKey) (Key, error) {
	if len(public) != ed25519.PublicKeySize {
		return Key{}, fmt.Errorf("auth: key %s: %d bytes are no Ed25519 key", id, len(public))
	}
	return Key{id: id, alg: jwt.SigningMethodEdDSA.Alg(), key: ed25519.PublicKey(bytes.Clone(public))}, nil
}

// ReadHS256 reads a secret from a file: all of it but the space around, as what signs must do.
// The id (kid in a token's header) is the name of the file without its extension.
func ReadHS256(file string) (Key, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return Key{}, fmt.Errorf("auth: %w", err)
	}
	return HS256(idOf(file), bytes.TrimSpace(b))
}

// ReadEd25519 reads a public key from a PEM file, as openssl pkey -pubout writes it. The id is the name
// of the file without its extension.
func ReadEd25519(file string) (Key, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return Key{}, fmt.Errorf("auth: %w", err)
	}
	public, err := parsePublic(b)
	if err != nil {
		return Key{}, fmt.Errorf("auth: %s: %w", file, err)
	}
	return Ed25519(idOf(file), public)
}

func parsePublic(b []byte) (ed25519.PublicKey, error) {
	block, rest := pem.Decode(b)
	switch {
	case block == nil:
		return nil, errors.New("no PEM")
	case strings.Contains(block.Type, "PRIVATE"):
		return nil, errors.New("a private key: a server needs the public one only, and should not have the other")
	case block.Type != "PUBLIC KEY" || len(bytes.TrimSpace(rest)) > 0:
		return nil, errors.New("one PUBLIC KEY is needed, and nothing else")
	}
	any, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	public, ok := any.(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("a key of another kind: %T", any)
	}
	return public, nil
}

func idOf(file string) string {
	name := filepath.Base(file)
	return strings.TrimSuffix(name, filepath.Ext(name))
}
