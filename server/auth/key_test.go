package auth_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tickwire/server/auth"
)

func pemOf(kind string, der []byte, err error) string {
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

func publicPEM() string {
	der, err := x509.MarshalPKIXPublicKey(public)
	return pemOf("PUBLIC KEY", der, err)
}

func TestKeysAreReadFromFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	hsKey, err := auth.ReadHS256(file("2026-11.key", string(secret)+"\n"))
	if err != nil {
		t.Fatal(err)
	}
	edKey, err := auth.ReadEd25519(file("login.pem", publicPEM()))
	if err != nil {
		t.Fatal(err)
	}
	a := tokens(t, auth.Config{Keys: []auth.Key{hsKey, edKey}})
	trimmed := strings.TrimSpace(string(secret))
	for name, token := range map[string]string{
		"a secret": signHS([]byte(trimmed), "2026-11"), "a public key": ed(good(), "kid", "login"),
	} {
		if _, err := a.Authorize(context.Background(), token, ""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}

	elliptic, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := x509.MarshalPKIXPublicKey(&elliptic.PublicKey)
	ec := pemOf("PUBLIC KEY", elsewhere, err)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	for name, text := range map[string]string{
		"nothing":           "",
		"no PEM":            "-----BEGIN",
		"a private key":     pemOf("PRIVATE KEY", der, err),
		"another kind":      ec,
		"broken":            pemOf("PUBLIC KEY", []byte("x"), nil),
		"two keys":          publicPEM() + publicPEM(),
		"something besides": publicPEM() + "x",
	} {
		if _, err := auth.ReadEd25519(file("bad.pem", text)); err == nil {
			t.Errorf("%s is taken for a public key", name)
		} else if strings.Contains(err.Error(), "PRIVATE KEY-----") {
			t.Errorf("%s: the error shows the key: %v", name, err)
		}
	}
	if _, err := auth.ReadHS256(file("short.key", "secret"+strings.Repeat(" ", 40))); err == nil {
		t.Error("spaces are taken for a secret")
	}
	for _, read := range []func(string) (auth.Key, error){auth.ReadHS256, auth.ReadEd25519} {
		if _, err := read(filepath.Join(dir, "nowhere")); err == nil {
			t.Error("a file that does not exist is read")
		}
	}
}
