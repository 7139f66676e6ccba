package auth

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"tickwire/server/gate"
)

// Config says which tokens are good. Keys are required.
type Config struct {
	// Keys are those by which tokens may be signed. A token that names one (kid) is checked by that
	// one, one that names none by all of its algorithm. Two keys of an algorithm have different ids.
	Keys []Key

	// Issuer and Audience are what a token must say of who made it (iss) and whom for (aud). Empty is
	// not asked. Set both where the keys sign for others too, or a token for those is good here.
	Issuer, Audience string

	// Leeway is by how much the clocks of signer and server may differ. Default 30 s.
	Leeway time.Duration

	// Now is the time; nil is that of the system. For tests.
	Now func() time.Time
}

// Tokens judges JSON Web Tokens.
type Tokens struct {
	keys   []Key
	parser *jwt.Parser
}

var _ gate.Authorizer = (*Tokens)(nil)

// maxSubject bounds what a game keeps of a player, in bytes.
const maxSubject = 255

// New checks the configuration.
func New(cfg Config) (*Tokens, error) {
	if len(cfg.Keys) == 0 {
		return nil, errors.New("auth: no key to check tokens by")
	}
	if cfg.Leeway == 0 {
		cfg.Leeway = 30 * time.Second
	}
	var algs []string
	for i, k := range cfg.Keys {
		if k.key == nil {
			return nil, errors.New("auth: a key that is none")
		}
		for _, other := range cfg.Keys[:i] {
			if other.alg == k.alg && other.id == k.id {
				return nil, fmt.Errorf("auth: two keys for %s are called %q", k.alg, k.id)
			}
		}
		algs = append(algs, k.alg)
	}
	options := []jwt.ParserOption{
		jwt.WithValidMethods(algs), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(cfg.Leeway),
		jwt.WithStrictDecoding(), // or one token could be written in several ways
	}
	if cfg.Issuer != "" {
		options = append(options, jwt.WithIssuer(cfg.Issuer))
	}
	if cfg.Audience != "" {
		options = append(options, jwt.WithAudience(cfg.Audience))
	}
	if cfg.Now != nil {
		options = append(options, jwt.WithTimeFunc(cfg.Now))
	}
	return &Tokens{keys: cfg.Keys, parser: jwt.NewParser(options...)}, nil
}

// claims are what is read of a token.
type claims struct {
	jwt.RegisteredClaims
	Name string `json:"name"`
}

// Authorize implements gate.Authorizer.
func (t *Tokens) Authorize(_ context.Context, token, _ string) (gate.Identity, error) {
	var c claims
	if _, err := t.parser.ParseWithClaims(token, &c, t.choose); err != nil {
		return gate.Identity{}, refusal(err)
	}
	if c.Subject == "" || len(c.Subject) > maxSubject {
		return gate.Identity{}, refuse("your token does not say who you are")
	}
	return gate.Identity{Subject: c.Subject, Name: c.Name}, nil
}

var errNoKey = errors.New("auth: no key of that name and algorithm")

// choose finds the keys for a token by what its header says. What it says is the peer's: so a key is
// only ever used for the algorithm that it was made for.
func (t *Tokens) choose(token *jwt.Token) (any, error) {
	// RFC 7515, 4.1.11: what must be understood, and is not, makes a token bad.
	if _, ok := token.Header["crit"]; ok {
		return nil, errNoKey
	}
	id, named := token.Header["kid"]
	var set jwt.VerificationKeySet
	for _, k := range t.keys {
		if k.alg == token.Method.Alg() && (!named || id == k.id) {
			set.Keys = append(set.Keys, k.key)
		}
	}
	if len(set.Keys) == 0 {
		return nil, errNoKey
	}
	return set, nil
}

// refusal is what the player is told: enough to see whether a new token helps, and nothing for who
// tries to make one.
func refusal(err error) error {
	switch {
	case errors.Is(err, jwt.ErrTokenSignatureInvalid), errors.Is(err, jwt.ErrTokenUnverifiable), errors.Is(err, jwt.ErrTokenMalformed):
		return refuse("your token is not one of this game")
	case errors.Is(err, jwt.ErrTokenExpired):
		return refuse("your token has expired; get a new one where you got it")
	case errors.Is(err, jwt.ErrTokenNotValidYet), errors.Is(err, jwt.ErrTokenUsedBeforeIssued):
		return refuse("your token is not valid yet")
	case errors.Is(err, jwt.ErrTokenInvalidAudience), errors.Is(err, jwt.ErrTokenInvalidIssuer):
		return refuse("your token is for another game")
	default:
		return refuse("your token is no good here")
	}
}

func refuse(why string) error { return &gate.RefusedError{Err: errors.New(why)} }
