package gate_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/server/gate"
)

// TestVisitorsAreHeldToTheRulesOfPlayers tells who sends a request, from which page, and by what proxy.
func TestVisitorsAreHeldToTheRulesOfPlayers(t *testing.T) {
	g := gate.New(gate.Config{Origins: []string{"https://friends.example"}, Proxies: loopback(t)})
	for _, row := range []struct {
		name, addr, origin, forwarded string
		tls                           bool
		network                       string
		foreign                       bool
	}{
		{"a program", "203.0.113.9:5000", "", "", false, "203.0.113.9", false},
		{"the own page", "203.0.113.9:5000", "http://play.example", "", false, "203.0.113.9", false},
		{"a page of friends", "203.0.113.9:5000", "https://friends.example", "", false, "203.0.113.9", false},
		{"a foreign page", "203.0.113.9:5000", "https://evil.example", "", false, "203.0.113.9", true},
		{"the own page, written by who is on the way", "203.0.113.9:5000", "http://play.example", "", true, "203.0.113.9", true},
		{"a house", "[2001:db8:1:2:3::9]:5000", "", "", false, "2001:db8:1:2::", false},
		{"behind a proxy", "127.0.0.1:5000", "", "203.0.113.7", false, "203.0.113.7", false},
		{"who says so", "203.0.113.9:5000", "", "203.0.113.7", false, "203.0.113.9", false},
	} {
		r := httptest.NewRequest("POST", "http://play.example/v1/rooms", nil)
		r.RemoteAddr = row.addr
		if row.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if row.origin != "" {
			r.Header.Set("Origin", row.origin)
		}
		if row.forwarded != "" {
			r.Header.Set("X-Forwarded-For", row.forwarded)
		}
		if v := g.Visitor(r); v.Network != row.network || v.Foreign != row.foreign {
			t.Errorf("%s: of %s, foreign: %v; want %s and %v", row.name, v.Network, v.Foreign, row.network, row.foreign)
		}
	}
}

// TestOneNetworkMayAskSoOften asks until it is refused: others may still ask, and so may the one after a
// while.
func TestOneNetworkMayAskSoOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, row := range []struct {
			limits gate.Limits
			want   int
		}{
			{gate.Limits{}, 40},
			{gate.Limits{RequestsPerRemote: gate.Rate{PerSecond: 1, Burst: 3}}, 3},
			{gate.Limits{RequestsPerRemote: gate.Rate{PerSecond: -1}}, 1000},
			{gate.Limits{ConnsPerRemote: -1}, 1000},
		} {
			g := gate.New(gate.Config{Limits: row.limits})
			ask := func(addr string) bool {
				r := httptest.NewRequest("GET", "/v1/rooms", nil)
				r.RemoteAddr = addr
				return g.Visitor(r).MayAsk()
			}
			got := 0
			for range 1000 {
				if ask("203.0.113.9:5000") {
					got++
				}
			}
			if got != row.want {
				t.Errorf("%+v: %d at once, want %d", row.limits, got, row.want)
			}
			if !ask("203.0.113.8:5000") {
				t.Errorf("%+v: another network is refused", row.limits)
			}
			time.Sleep(time.Second)
			if !ask("203.0.113.9:5000") {
				t.Errorf("%+v: a second later it is still refused", row.limits)
			}
		}
	})
}

// judging says no, yes, or nothing at all.
type judging struct{}

func (judging) Authorize(ctx context.Context, token, _ string) (gate.Identity, error) {
	switch token {
	case "good":
		return gate.Identity{}, nil
	case "slow":
		<-ctx.Done()
		return gate.Identity{}, ctx.Err()
	}
	return gate.Identity{}, &gate.RefusedError{Err: errors.New("no")}
}

func TestVisitorsShowTheTokensOfPlayers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := func(err error) bool { no := (*gate.RefusedError)(nil); return errors.As(err, &no) }
		late := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
		fine := func(err error) bool { return err == nil }
		for _, row := range []struct {
			cfg   gate.Config
			token string
			is    func(error) bool
		}{
			{gate.Config{}, "", fine},
			{gate.Config{}, "for the game", fine},
			{gate.Config{NoGuests: true}, "", refused},
			{gate.Config{Auth: judging{}}, "", fine},
			{gate.Config{Auth: judging{}}, "bad", refused},
			{gate.Config{Auth: judging{}, NoGuests: true}, "", refused},
			{gate.Config{Auth: judging{}, NoGuests: true}, "good", fine},
			{gate.Config{Auth: judging{}, NoGuests: true}, "slow", late},
		} {
			err := gate.New(row.cfg).Visitor(httptest.NewRequest("POST", "/v1/rooms", nil)).Authorize(row.token)
			if !row.is(err) {
				t.Errorf("%+v, %q: %v", row.cfg, row.token, err)
			}
		}
	})
}
