package main

import (
	"errors"
	"flag"
	"fmt"
	"strings"

	"tickwire/server/auth"
	"tickwire/server/host"
)

// tokenFlags say who is let in.
type tokenFlags struct {
	hs256, ed25519, issuer, audience string
	guests                           bool
}

func (t *tokenFlags) add(f *flag.FlagSet) {
	f.StringVar(&t.hs256, "auth-hs256-file", "", "`files` with secrets of 32 bytes or more by which JSON Web Tokens of players are signed, separated by commas; a token names its key (kid) by the file's name without the extension")
	f.StringVar(&t.ed25519, "auth-ed25519-file", "", "`files` with public keys in PEM by which they are signed, likewise")
	f.StringVar(&t.issuer, "auth-issuer", "", "`iss` that a token must have; empty is not asked")
	f.StringVar(&t.audience, "auth-audience", "", "`aud` that a token must be for; empty is not asked")
	f.BoolVar(&t.guests, "guests", true, "let players in who bring no token")
}

// apply puts into a configuration what the flags say.
func (t *tokenFlags) apply(cfg *host.Config) error {
	var keys []auth.Key
	for _, list := range []struct {
		files string
		read  func(string) (auth.Key, error)
	}{{t.hs256, auth.ReadHS256}, {t.ed25519, auth.ReadEd25519}} {
		for file := range strings.SplitSeq(list.files, ",") {
			if file == "" {
				continue
			}
			key, err := list.read(file)
			if err != nil {
				return err
			}
			keys = append(keys, key)
		}
	}
	cfg.NoGuests = !t.guests
	if len(keys) == 0 {
		if t.issuer != "" || t.audience != "" || !t.guests {
			return errors.New("-auth-issuer, -auth-audience and -guests=false need a key to check tokens by: -auth-hs256-file or -auth-ed25519-file")
		}
		return nil
	}
	tokens, err := auth.New(auth.Config{Keys: keys, Issuer: t.issuer, Audience: t.audience})
	if err != nil {
		return fmt.Errorf("-auth-hs256-file and -auth-ed25519-file: %w", err)
	}
	cfg.Auth = tokens
	return nil
}
