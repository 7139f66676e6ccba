package hostile_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"tickwire/proto/wire"
	"tickwire/server/auth"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// TestOnlyThoseWithATokenComeIn asks for one where guests are not let in.
func TestOnlyThoseWithATokenComeIn(t *testing.T) { bothWays(t, testOnlyThoseWithATokenComeIn) }

func testOnlyThoseWithATokenComeIn(t *testing.T, way gate.IO) {
	secret := []byte(strings.Repeat("a secret", 4))
	key, err := auth.HS256("login", secret)
	if err != nil {
		t.Fatal(err)
	}
	tokens, err := auth.New(auth.Config{Keys: []auth.Key{key}, Issuer: "login", Audience: "yard"})
	if err != nil {
		t.Fatal(err)
	}
	s := perform(t, way, host.Config{Auth: tokens, NoGuests: true})
	sign := func(key []byte, name, audience string, lives time.Duration) string {
		t.Helper()
		text, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{
			"sub": "user-7", "name": name, "iss": "login", "aud": audience, "exp": time.Now().Add(lives).Unix(),
		}).SignedString(key)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	short := sign(secret, "passer-by", "yard", -25*time.Second) // good for five seconds more, by the leeway
	good := sign(secret, " Ad\u202ea\nLovelace ", "yard", time.Minute)
	for _, row := range []struct {
		name, token, want string
	}{
		{"a guest", "", "without a token"},
		{"garbage", "let me in", "not one of this game"},
		{"another's signature", sign([]byte(strings.Repeat("x", 32)), "eve", "yard", time.Minute), "not one of this game"},
		{"another game's", sign(secret, "eve", "chess", time.Minute), "for another game"},
		{"yesterday's", sign(secret, "eve", "yard", -time.Hour), "has expired"},
	} {
		err := s.open().enter(func(h *wire.Hello) { h.Name, h.Token = "eve", row.token })
		var e *closedError
		if !errors.As(err, &e) || e.code != wire.CloseRefused || !strings.Contains(e.reason, row.want) {
			t.Errorf("%s: %v, want %d and something like %q", row.name, err, wire.CloseRefused, row.want)
		}
	}
	p := s.open()
	if err := p.enter(func(h *wire.Hello) { h.Name, h.Token = "eve", good }); err != nil {
		t.Fatal(err)
	}
	if p.welcome.Name != "AdaLovelace" {
		t.Errorf("it is called %q: not as its token says", p.welcome.Name)
	}
	s.steps(3)
	if got := s.world.player(p.welcome.Player); got.Subject != "user-7" || got.Name != p.welcome.Name {
		t.Errorf("the game sees %+v", got)
	}
	if _, players := s.world.count(); players != 1 {
		t.Errorf("%d players are in, want 1", players)
	}
	// Who is in comes back by the server's own token, whatever has become of the other since.
	q := s.open()
	if err := q.enter(func(h *wire.Hello) { h.Token = short }); err != nil {
		t.Fatal(err)
	}
	s.until("the token has expired", func() bool {
		_, err := tokens.Authorize(context.Background(), short, "")
		return err != nil
	})
	again := s.open()
	err = again.enter(func(h *wire.Hello) { h.Token, h.ResumeToken = short, q.welcome.ResumeToken })
	if err != nil || again.welcome.Player != q.welcome.Player || !again.welcome.Resumed {
		t.Errorf("back with an expired token: %v, %+v", err, again.welcome)
	}
	if said := s.log.String(); strings.Contains(said, good) || strings.Contains(said, "let me in") || !strings.Contains(said, "AdaLovelace") {
		t.Errorf("the log has a token in it, or nothing:\n%s", said)
	}
}

// authorizer is one in a function.
type authorizer func(ctx context.Context, token, remote string) (gate.Identity, error)

func (a authorizer) Authorize(ctx context.Context, token, remote string) (gate.Identity, error) {
	return a(ctx, token, remote)
}

// TestAnAuthorizerMayTakeItsTime lets one wait for another server, fail, and change its mind: a room
// does not wait for it, and who waits is told in time.
func TestAnAuthorizerMayTakeItsTime(t *testing.T) { bothWays(t, testAnAuthorizerMayTakeItsTime) }

func testAnAuthorizerMayTakeItsTime(t *testing.T, way gate.IO) {
	waits := make(chan struct{})
	s := perform(t, way, host.Config{
		Limits: gate.Limits{HelloTimeout: 2 * time.Second},
		Auth: authorizer(func(ctx context.Context, token, remote string) (gate.Identity, error) {
			switch {
			case !strings.HasPrefix(remote, "127.0.0.1:"):
				return gate.Identity{}, errors.New("from " + remote)
			case token == "slow":
				close(waits)
				<-ctx.Done()
				return gate.Identity{Subject: "too late"}, ctx.Err()
			case token == "broken":
				return gate.Identity{}, errors.New("https://login.example/?token=broken: no answer")
			}
			return gate.Identity{Subject: token}, nil
		}),
	})
	guest := s.join("guest")
	s.steps(2)
	if got := s.world.player(guest.welcome.Player); got.Subject != "" || got.Name != "guest" {
		t.Errorf("a guest is %+v", got)
	}
	known := s.open()
	if err := known.enter(func(h *wire.Hello) { h.Name, h.Token = "known", "somebody" }); err != nil {
		t.Fatal(err)
	}
	s.steps(2)
	if got := s.world.player(known.welcome.Player); got.Subject != "somebody" || got.Name != "known" {
		t.Errorf("who has a token is %+v", got)
	}
	for token, want := range map[string]wire.CloseCode{"slow": wire.CloseBusy, "broken": wire.CloseRefused} {
		err := s.open().enter(func(h *wire.Hello) { h.Token = token })
		var e *closedError
		if !errors.As(err, &e) || e.code != want {
			t.Errorf("%s: %v, want %d", token, err, want)
		} else if strings.Contains(e.reason, "login.example") {
			t.Errorf("%s: a player is told %q", token, e.reason)
		}
	}
	<-waits
	if said := s.log.String(); !strings.Contains(said, "no answer") || strings.Contains(said, "token=broken") {
		t.Errorf("the log does not say what is broken, or has the token in it:\n%s", said)
	}
}
