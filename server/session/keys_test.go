package session_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/session"
)

// now is early in a period of an hour.
var now = time.Unix(1_700_000_000/3600*3600+60, 0)

func keys(t testing.TB, cfg session.Config) *session.Keys {
	t.Helper()
	k, err := session.NewKeys(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func secret(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

var ticket = session.Ticket{
	Room: session.RoomID{1, 2, 3, 15: 16}, Player: 1 << 31, Serial: 1<<32 - 1, Expires: now.Add(90 * time.Minute),
}

func TestTokensAreBelievedWhileTheyAreGood(t *testing.T) {
	shared := session.Config{Secrets: [][]byte{secret(1)}}
	mine := keys(t, shared)
	token := mine.Sign(nil, &ticket, now)
	if len(token) > wire.MaxResumeToken {
		t.Fatalf("a token of %d bytes, the wire takes %d", len(token), wire.MaxResumeToken)
	}
	short := ticket
	short.Expires = now.Add(time.Minute)
	cut, long, other := token[:len(token)-1], append(bytes.Clone(token), 0), bytes.Clone(token)
	other[0] = 2
	for _, row := range []struct {
		name  string
		keys  *session.Keys
		token []byte
		after time.Duration
		want  error
	}{
		{"at once", mine, token, 0, nil},
		{"with another's secret that is the same", keys(t, shared), token, 0, nil},
		{"when keys have changed", mine, token, time.Hour, nil},
		{"when keys have changed twice", mine, token, 2 * time.Hour, session.Unknown},
		{"by a clock that is behind", mine, token, -2 * time.Minute, nil},
		{"by a clock that is far behind", mine, token, -2 * time.Hour, session.Unknown},
		{"until it expires", mine, mine.Sign(nil, &short, now), time.Minute, nil},
		{"when it has expired", mine, mine.Sign(nil, &short, now), time.Minute + 1, session.Expired},
		{"expired though the key is good", mine, token, 91 * time.Minute, session.Expired},
		{"by another server", keys(t, session.Config{}), token, 0, session.Unknown},
		{"by one with a newer secret", keys(t, session.Config{Secrets: [][]byte{secret(2), secret(1)}}), token, 0, nil},
		{"of another format", mine, other, 0, session.Unknown},
		{"of no format", mine, nil, 0, session.Unknown},
		{"cut", mine, cut, 0, session.Forged},
		{"too long", mine, long, 0, session.Forged},
	} {
		got, err := row.keys.Verify(row.token, now.Add(row.after))
		if !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
		if row.want == nil && got.Expires.Before(now) || row.want != nil && got != (session.Ticket{}) {
			t.Errorf("%s: the ticket is %+v", row.name, got)
		}
	}
	if got, _ := mine.Verify(token, now); !got.Expires.Equal(ticket.Expires) || got.Room != ticket.Room || got.Player != ticket.Player || got.Serial != ticket.Serial {
		t.Errorf("got %+v, want %+v", got, ticket)
	}
}

// TestNoBitOfATokenCanBeChanged flips each. Where the key is named, another name is that of a
// stranger, who is no forger.
func TestNoBitOfATokenCanBeChanged(t *testing.T) {
	k := keys(t, session.Config{})
	token := k.Sign(nil, &ticket, now)
	forged := 0
	for i := range len(token) * 8 {
		b := bytes.Clone(token)
		b[i/8] ^= 1 << (i % 8)
		_, err := k.Verify(b, now)
		if !errors.Is(err, session.Forged) && !errors.Is(err, session.Unknown) {
			t.Errorf("bit %d: %v", i, err)
		}
		if errors.Is(err, session.Forged) {
			forged++
		}
	}
	if want := (len(token) - 13) * 8; forged < want {
		t.Errorf("%d changed bits are found to be forged, want %d", forged, want)
	}
}

func TestSecretsOfOthersDiffer(t *testing.T) {
	a := keys(t, session.Config{Secrets: [][]byte{secret(1)}}).Sign(nil, &ticket, now)
	b := keys(t, session.Config{Secrets: [][]byte{secret(2)}}).Sign(nil, &ticket, now)
	c := keys(t, session.Config{Secrets: [][]byte{secret(1)}}).Sign(nil, &ticket, now.Add(time.Hour))
	if bytes.Equal(a[:9], b[:9]) || bytes.Equal(a[len(a)-32:], b[len(b)-32:]) || bytes.Equal(a[len(a)-32:], c[len(c)-32:]) {
		t.Error("two secrets, or two periods, sign alike")
	}
}

func TestBadConfigurationsAreRefused(t *testing.T) {
	for name, cfg := range map[string]session.Config{
		"a short secret": {Secrets: [][]byte{secret(1), secret(1)[:31]}},
		"a short period": {Every: time.Millisecond},
		"a negative one": {Every: -time.Hour},
	} {
		if _, err := session.NewKeys(cfg); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// FuzzVerify looks for bytes that are believed though nobody signed them.
func FuzzVerify(f *testing.F) {
	k := keys(f, session.Config{Secrets: [][]byte{secret(1)}})
	token := k.Sign(nil, &ticket, now)
	f.Add(token)
	f.Add(token[:40])
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := k.Verify(b, now)
		if err == nil && !bytes.Equal(k.Sign(nil, &got, now), b) {
			t.Fatalf("%x is believed: %+v", b, got)
		}
	})
}

func BenchmarkSign(b *testing.B) {
	k := keys(b, session.Config{})
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = k.Sign(buf[:0], &ticket, now)
	}
}
