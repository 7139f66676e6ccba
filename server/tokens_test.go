package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTokenFlags(t *testing.T) {
	dir := t.TempDir()
	key := filepath.Join(dir, "a.key")
	short := filepath.Join(dir, "short.key")
	for file, text := range map[string]string{key: strings.Repeat("k", 32), short: "k"} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		args               string
		auth, noGuests, ok bool
	}{
		{"", false, false, true},
		{"-auth-hs256-file " + key, true, false, true},
		{"-auth-hs256-file " + key + " -guests=false -auth-issuer a -auth-audience b", true, true, true},
		{"-auth-hs256-file " + short, false, false, false},
		{"-auth-hs256-file " + key + "," + key, false, false, false},
		{"-auth-hs256-file " + filepath.Join(dir, "nowhere"), false, false, false},
		{"-auth-ed25519-file " + key, false, false, false},
		{"-guests=false", false, false, false},
		{"-auth-issuer a", false, false, false},
		{"-auth-audience a", false, false, false},
	} {
		cfg, err := configure(strings.Fields(row.args))
		if (err == nil) != row.ok || err == nil && ((cfg.Auth != nil) != row.auth || cfg.NoGuests != row.noGuests) {
			t.Errorf("%q: auth %v, no guests %v, error %v", row.args, cfg.Auth != nil, cfg.NoGuests, err)
		}
	}
}
