package auth_test

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"tickwire/server/auth"
	"tickwire/server/gate"
)

var (
	now     = time.Unix(1_800_000_000, 0)
	secret  = []byte(strings.Repeat("a secret ", 4))
	secret2 = []byte(strings.Repeat("another secret ", 3))
	private = ed25519.NewKeyFromSeed([]byte(strings.Repeat("s", 32)))
	public  = private.Public().(ed25519.PublicKey) //nolint:errcheck // it is one
	other   = ed25519.NewKeyFromSeed([]byte(strings.Repeat("o", 32)))
)

func must(k auth.Key, err error) auth.Key {
	if err != nil {
		panic(err)
	}
	return k
}

func tokens(t testing.TB, cfg auth.Config) *auth.Tokens {
	t.Helper()
	cfg.Now = func() time.Time { return now }
	a, err := auth.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// all is what a careful operator configures.
var all = auth.Config{
	Keys: []auth.Key{
		must(auth.HS256("old", secret)), must(auth.HS256("new", secret2)), must(auth.Ed25519("login", public)),
	},
	Issuer: "https://login.example", Audience: "arena",
}

// good is a token's claims that are let in, changed by pairs of a name and a value; nil takes one out.
func good(change ...any) jwt.MapClaims {
	c := jwt.MapClaims{
		"sub": "user-7", "name": "Ada", "iss": "https://login.example", "aud": []string{"other", "arena"},
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(5 * time.Minute).Unix(),
	}
	for i := 0; i < len(change); i += 2 {
		if name := change[i].(string); change[i+1] == nil { //nolint:errcheck // the tests write them
			delete(c, name)
		} else {
			c[name] = change[i+1]
		}
	}
	return c
}

// sign makes a token with a header that is changed as claims are.
func sign(method jwt.SigningMethod, key any, c jwt.MapClaims, header ...any) string {
	token := jwt.NewWithClaims(method, c)
	for i := 0; i < len(header); i += 2 {
		token.Header[header[i].(string)] = header[i+1] //nolint:errcheck // the tests write them
	}
	s, err := token.SignedString(key)
	if err != nil {
		panic(err)
	}
	return s
}

func hs(c jwt.MapClaims, header ...any) string {
	return sign(jwt.SigningMethodHS256, secret, c, header...)
}

func ed(c jwt.MapClaims, header ...any) string {
	return sign(jwt.SigningMethodEdDSA, private, c, header...)
}

// forge writes a token by hand whose header says what it likes, under a MAC of any key.
func forge(header string, key []byte) string {
	claims, _ := json.Marshal(good()) // it always encodes
	text := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString(claims)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return text + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestOnlyGoodTokensLetIn(t *testing.T) {
	const (
		in       = ""
		forged   = "your token is not one of this game"
		expired  = "your token has expired; get a new one where you got it"
		early    = "your token is not valid yet"
		foreign  = "your token is for another game"
		nobody   = "your token does not say who you are"
		useless  = "your token is no good here"
		minute   = time.Minute
		past, ok = -minute, 20 * time.Second
	)
	at := func(d time.Duration) int64 { return now.Add(d).Unix() }
	for _, row := range []struct {
		name, token, want string
	}{
		{"by the shared secret", hs(good()), in},
		{"by the secret it names", hs(good(), "kid", "old"), in},
		{"by the newer secret", sign(jwt.SigningMethodHS256, secret2, good()), in},
		{"by the private key", ed(good()), in},
		{"by the private key it names", ed(good(), "kid", "login"), in},

		{"by another secret", sign(jwt.SigningMethodHS256, []byte(strings.Repeat("x", 40)), good()), forged},
		{"by another private key", sign(jwt.SigningMethodEdDSA, other, good()), forged},
		{"by one secret, named another", hs(good(), "kid", "new"), forged},
		{"by a key that is not known", hs(good(), "kid", "stolen"), forged},
		{"by a key of the other algorithm", hs(good(), "kid", "login"), forged},
		{"by a path for a key", hs(good(), "kid", "../../dev/null"), forged},
		{"by a number for a key", hs(good(), "kid", 7), forged},
		{"by nothing for a key", hs(good(), "kid", nil), forged},

		{"unsigned", sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good()), forged},
		{"unsigned, in capitals", strings.TrimSuffix(forge(`{"alg":"NONE"}`, nil), "x"), forged},
		{"the public key taken for a secret", forge(`{"alg":"HS256"}`, public), forged},
		{"the same, named", forge(`{"alg":"HS256","kid":"login"}`, public), forged},
		{"a MAC that says it is a signature", forge(`{"alg":"EdDSA"}`, secret), forged},
		{"a longer MAC", sign(jwt.SigningMethodHS512, secret, good()), forged},
		{"no algorithm", forge(`{}`, secret), forged},
		{"an algorithm that is none", forge(`{"alg":7}`, secret), forged},
		{"what must be understood", forge(`{"alg":"HS256","crit":["b64"],"b64":false}`, secret), forged},
		{"a header that is none", forge(`null`, secret), forged},
		{"without its signature", hs(good())[:strings.LastIndexByte(hs(good()), '.')+1], forged},
		{"with a changed claim", swap(hs(good()), hs(good("sub", "admin"))), forged},
		{"a signature written otherwise", loosen(hs(good())), forged},
		{"a fourth part", hs(good()) + ".x", forged},
		{"garbage", "garbage", forged},
		{"two dots", "..", forged},

		{"just expired, by a clock behind", hs(good("exp", at(-ok))), in},
		{"expired", hs(good("exp", at(past))), expired},
		{"without an end", hs(good("exp", nil)), useless},
		{"with an end that is a word", hs(good("exp", "never")), forged},
		{"valid in a moment, by a clock ahead", hs(good("nbf", at(ok), "iat", at(ok))), in},
		{"not yet valid", hs(good("nbf", at(minute))), early},
		{"made in the future", hs(good("iat", at(minute))), early},

		{"for the audience alone", hs(good("aud", "arena")), in},
		{"for another audience", hs(good("aud", "chess")), foreign},
		{"for no audience", hs(good("aud", nil)), useless},
		{"of another issuer", hs(good("iss", "https://evil.example")), foreign},
		{"of no issuer", hs(good("iss", nil)), useless},
		{"without a subject", hs(good("sub", nil)), nobody},
		{"with a subject without end", hs(good("sub", strings.Repeat("x", 256))), nobody},
	} {
		id, err := tokens(t, all).Authorize(context.Background(), row.token, "192.0.2.1:1")
		var refused *gate.RefusedError
		switch {
		case row.want == in && err != nil:
			t.Errorf("%s: refused: %v", row.name, err)
		case row.want == in && id != gate.Identity{Subject: "user-7", Name: "Ada"}:
			t.Errorf("%s: it is %+v", row.name, id)
		case row.want != in && (!errors.As(err, &refused) || err.Error() != row.want || id != gate.Identity{}):
			t.Errorf("%s: %v for %+v, want %q", row.name, err, id, row.want)
		}
	}
}

// swap is a token with the claims of another.
func swap(a, b string) string {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	return x[0] + "." + y[1] + "." + x[2]
}

// loosen sets bits behind the end of what the last letter of a token stands for.
func loosen(token string) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(letters, token[len(token)-1])
	return token[:len(token)-1] + letters[last|1:last|1+1]
}

func TestWhatIsNotConfiguredIsNotGood(t *testing.T) {
	shared := tokens(t, auth.Config{Keys: all.Keys[:1]})
	signed := tokens(t, auth.Config{Keys: all.Keys[2:]})
	for _, row := range []struct {
		name  string
		by    *auth.Tokens
		token string
		want  bool
	}{
		{"the secret", shared, hs(good("iss", nil, "aud", nil)), true},
		{"a signature, where there is a secret only", shared, ed(good()), false},
		{"the public key, where there is a secret only", shared, forge(`{"alg":"HS256"}`, public), false},
		{"a signature", signed, ed(good("aud", "whatever", "name", nil)), true},
		{"a MAC, where there is a public key only", signed, hs(good()), false},
		{"its key as a secret, where there is a public key only", signed, forge(`{"alg":"HS256"}`, public), false},
	} {
		if _, err := row.by.Authorize(context.Background(), row.token, ""); (err == nil) != row.want {
			t.Errorf("%s: %v", row.name, err)
		}
	}
}

func TestConfigurationsThatLetAnybodyInAreRefused(t *testing.T) {
	if _, err := auth.HS256("a", secret[:31]); err == nil {
		t.Error("a short secret is taken")
	}
	if _, err := auth.Ed25519("a", public[:31]); err == nil {
		t.Error("half a key is taken")
	}
	for name, keys := range map[string][]auth.Key{
		"no keys":            nil,
		"a key that is none": {{}},
		"two of one name":    {all.Keys[0], must(auth.HS256("old", secret2))},
	} {
		if _, err := auth.New(auth.Config{Keys: keys}); err == nil {
			t.Errorf("%s are taken", name)
		}
	}
}

// FuzzAuthorize looks for bytes that let somebody in though nobody signed them.
func FuzzAuthorize(f *testing.F) {
	f.Add(hs(good()))
	f.Add(ed(good(), "kid", "login"))
	f.Add(forge(`{"alg":"none"}`, nil))
	a := tokens(f, all)
	signed := map[string]bool{hs(good()): true, ed(good(), "kid", "login"): true}
	f.Fuzz(func(t *testing.T, token string) {
		if _, err := a.Authorize(context.Background(), token, ""); err == nil && !signed[token] {
			t.Fatalf("%q is let in", token)
		}
	})
}

func BenchmarkAuthorize(b *testing.B) {
	a := tokens(b, all)
	for name, token := range map[string]string{"hs256": hs(good(), "kid", "old"), "ed25519": ed(good())} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := a.Authorize(context.Background(), token, ""); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func signHS(key []byte, kid string) string {
	return sign(jwt.SigningMethodHS256, key, good(), "kid", kid)
}
