package session

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// Config says by which keys tokens are made.
type Config struct {
	// Secrets make the keys. The first signs, all are believed, so a new one can be put first while
	// tokens of the old one are about. Processes with the same secrets, be it one after the other,
	// take each other's tokens. Each has 32 bytes at least, of a generator made for secrets. Default:
	// one that this process makes and nobody else knows.
	Secrets [][]byte

	// Every is how long a key signs; for as long again it is believed. Default one hour. A token
	// older than that is good for nothing, so it must be more than a player may be away.
	Every time.Duration
}

// minSecret is what SHA-256 can make use of.
const minSecret = 32

// Keys sign and verify tokens. They never change and may be used by any goroutine.
type Keys struct {
	secrets []secret
	every   int64 // seconds
}

type secret struct {
	name  [nameSize]byte
	bytes []byte
}

// NewKeys checks the configuration and makes what it leaves open.
func NewKeys(cfg Config) (*Keys, error) {
	if cfg.Every == 0 {
		cfg.Every = time.Hour
	}
	if cfg.Every < time.Second {
		return nil, fmt.Errorf("session: keys that change every %v are of no use", cfg.Every)
	}
	if len(cfg.Secrets) == 0 {
		b := make([]byte, minSecret)
		_, _ = rand.Read(b) // it cannot fail
		cfg.Secrets = [][]byte{b}
	}
	k := &Keys{every: int64(cfg.Every / time.Second)}
	for i, b := range cfg.Secrets {
		if len(b) < minSecret {
			return nil, fmt.Errorf("session: secret %d has %d bytes, at least %d are needed", i+1, len(b), minSecret)
		}
		s := secret{bytes: append([]byte(nil), b...)}
		copy(s.name[:], mac(nil, b, []byte("tickwire resume name")))
		k.secrets = append(k.secrets, s)
	}
	return k, nil
}

// Sign appends the token for a ticket.
func (k *Keys) Sign(dst []byte, t *Ticket, now time.Time) []byte {
	s, period, from := &k.secrets[0], k.period(now), len(dst)
	dst = t.append(dst, s.name, period)
	return mac(dst, s.key(period), dst[from:])
}

// Verify reads a token. The error is a Refusal: Forged, Unknown or Expired.
func (k *Keys) Verify(token []byte, now time.Time) (Ticket, error) {
	var t Ticket
	if len(token) == 0 || token[0] != format {
		return t, Unknown // another version of the server made it, for all we know
	}
	if len(token) != size {
		return t, Forged
	}
	s := k.named([nameSize]byte(token[atName:]))
	period := binary.BigEndian.Uint32(token[atPeriod:])
	// A key of the period to come is that of a process whose clock is a little ahead.
	if age := int64(k.period(now)) - int64(period); s == nil || age < -1 || age > 1 {
		return t, Unknown
	}
	if !hmac.Equal(token[atMAC:], mac(nil, s.key(period), token[:atMAC])) {
		return t, Forged
	}
	if t.read(token); now.After(t.Expires) {
		return Ticket{}, Expired
	}
	return t, nil
}

func (k *Keys) period(now time.Time) uint32 { return uint32(now.Unix() / k.every) }

func (k *Keys) named(name [nameSize]byte) *secret {
	for i := range k.secrets {
		if k.secrets[i].name == name {
			return &k.secrets[i]
		}
	}
	return nil
}

// key is what signs in a period. It is made anew each time, which takes a microsecond, at most once
// in some minutes for each player.
func (s *secret) key(period uint32) []byte {
	return mac(nil, s.bytes, binary.BigEndian.AppendUint32([]byte("tickwire resume key"), period))
}

func mac(dst, key, text []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(text)
	return h.Sum(dst)
}
