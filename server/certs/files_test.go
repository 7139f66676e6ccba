package certs

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// pair is a certificate with a serial number and its key, as PEM.
func pair(t *testing.T, serial int64) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), DNSNames: []string{"tickwire.test"}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER})
}

// TestFilesAreLookedAtAgain goes through what happens to files in a year. The clock of files is that of
// the system, which a bubble does not move: each write gets another time.
func TestFilesAreLookedAtAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir, edits := t.TempDir(), 0
		cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
		write := func(name string, b []byte) {
			t.Helper()
			edits++
			if err := os.WriteFile(name, b, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chtimes(name, time.Time{}, time.Unix(int64(1_000_000+edits), 0)); err != nil {
				t.Fatal(err)
			}
		}
		c1, k1 := pair(t, 1)
		c2, k2 := pair(t, 2)
		write(cert, c1)
		write(key, k1)
		var log strings.Builder
		f, err := Open(cert, key, slog.New(slog.NewTextHandler(&log, nil)))
		if err != nil {
			t.Fatal(err)
		}
		wants := func(what string, serial int64, complaints int) {
			t.Helper()
			c, err := f.Config().GetCertificate(&tls.ClientHelloInfo{})
			if err != nil {
				t.Fatal(err)
			}
			if got := c.Leaf.SerialNumber.Int64(); got != serial {
				t.Errorf("%s: number %d, want %d", what, got, serial)
			}
			if got := strings.Count(log.String(), "cannot be used"); got != complaints {
				t.Errorf("%s: %d complaints, want %d: %s", what, got, complaints, log.String())
			}
		}
		later := func() { time.Sleep(lookEvery) }
		wants("at first", 1, 0)
		write(cert, c2)
		wants("too soon to look", 1, 0)
		later()
		wants("half of a pair", 1, 1)
		later()
		wants("still half of it", 1, 1)
		write(key, k2)
		later()
		wants("the other half", 2, 1)
		write(cert, c1[:100])
		later()
		wants("cut short", 2, 2)
		later()
		wants("still cut short", 2, 2)
		if err := os.Remove(cert); err != nil {
			t.Fatal(err)
		}
		later()
		wants("gone", 2, 3)
		later()
		wants("still gone", 2, 3)
		write(cert, c2)
		later()
		wants("back", 2, 3)
		write(cert, c1)
		write(key, k1)
		later()
		wants("an older one", 1, 3)
		if got := strings.Count(log.String(), "was renewed"); got != 3 {
			t.Errorf("%d renewals are told: %s", got, log.String())
		}
		_, bad := pair(t, 3)
		write(key, bad)
		if _, err := Open(cert, key, nil); err == nil {
			t.Error("a pair that does not fit is opened")
		}
	})
}

// TestALinkIsMoved replaces the folder behind the files at once, as orchestrators do.
func TestALinkIsMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		for i, name := range []string{"old", "new"} {
			c, k := pair(t, int64(i+1))
			if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
				t.Fatal(err)
			}
			for file, b := range map[string][]byte{"cert": c, "key": k} {
				path := filepath.Join(dir, name, file)
				if err := os.WriteFile(path, b, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(path, time.Time{}, time.Unix(int64(1_000_000+i), 0)); err != nil {
					t.Fatal(err)
				}
			}
		}
		now := filepath.Join(dir, "now")
		if err := os.Symlink("old", now); err != nil {
			t.Fatal(err)
		}
		f, err := Open(filepath.Join(now, "cert"), filepath.Join(now, "key"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("new", now+".tmp"); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(now+".tmp", now); err != nil {
			t.Fatal(err)
		}
		time.Sleep(lookEvery)
		if c, err := f.get(nil); err != nil || c.Leaf.SerialNumber.Int64() != 2 {
			t.Errorf("number %v, %v", c.Leaf.SerialNumber, err)
		}
	})
}

// TestManyShakeHandsAtOnce has one of them look; it is for the race detector.
func TestManyShakeHandsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
		var f *Files
		for serial := range int64(3) {
			c, k := pair(t, serial+1)
			for name, b := range map[string][]byte{cert: c, key: k} {
				if err := os.WriteFile(name, b, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chtimes(name, time.Time{}, time.Unix(1_000_000+serial, 0)); err != nil {
					t.Fatal(err)
				}
			}
			if f == nil {
				var err error
				if f, err = Open(cert, key, nil); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(lookEvery)
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() {
					if c, err := f.get(nil); err != nil || c == nil {
						t.Error(c, err)
					}
				})
			}
			all.Wait()
			if c, err := f.get(nil); err != nil || c.Leaf.SerialNumber.Int64() != serial+1 {
				t.Errorf("number %v, want %d, %v", c.Leaf.SerialNumber, serial+1, err)
			}
		}
	})
}
