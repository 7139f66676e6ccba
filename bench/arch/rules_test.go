package arch

import (
	"slices"
	"testing"
)

// The two builds that the rules are about: what a server runs and what a browser loads.
const (
	native  = "linux/amd64"
	browser = "js/wasm"
)

const (
	gws  = "github.com/lxzan/gws/..."
	ebit = "github.com/hajimehoshi/ebiten/v2/..."
	jwt  = "github.com/golang-jwt/jwt/..."
)

// rules is DESIGN.md section 3 as a table: the walls first, then the direction of the layers.
var rules = slices.Concat(
	[]rule{
		{
			Kind: neverReach, From: []string{"tickwire/server/..."}, To: []string{"tickwire/client/...", ebit},
			Reason: "a server runs where there is no display and ships without a renderer",
		},
		{
			Kind: neverReach, From: []string{"tickwire/client/..."}, To: []string{"tickwire/server/..."},
			Reason: "the ends share game and wire; a browser must not load the server",
		},
		{
			Kind: neverReach,
			From: []string{
				"tickwire/game/...", "tickwire/proto/wire/...", "tickwire/server/replicate/...",
				"tickwire/server/room/...", "tickwire/client/netplay/...",
			},
			To:     []string{ebit, gws, "net", "net/http/..."},
			Reason: "the core is pure: bytes and ticks in, bytes out, so that tests, bots and replays can drive it",
		},
		{
			Kind: neverReach, On: browser, From: []string{"tickwire/client"}, To: []string{gws, "net/http"},
			Reason: "gws compiles for js/wasm but cannot dial there, and net/http brings its server: megabytes for nothing",
		},
		{
			Kind: only, From: []string{"tickwire/game/..."}, Except: []string{"tickwire/game/gametest/..."},
			To:     []string{stdWord, "tickwire/game/..."},
			Reason: "a game must build wherever Go does, and be read with the standard library in mind alone",
		},
		{
			Kind: never, From: []string{"tickwire/game/..."}, Except: []string{"tickwire/game/gametest/..."},
			To:     []string{"time", "net/...", "os/...", "sync/...", "math/rand/..."},
			Reason: "Tick is the only source of time and randomness, a world has one owner, and a game does no I/O",
		},
		{
			Kind: never, From: []string{"tickwire/..."},
			Except: []string{"tickwire/server/gate/...", "tickwire/client/link/...", "tickwire/bench/..."},
			To:     []string{gws},
			Reason: "one package at each end owns sockets; all else sees links",
		},
		{
			Kind: never, From: []string{"tickwire/..."}, Except: []string{"tickwire/server/certs/..."},
			To:     []string{"golang.org/x/crypto/..."},
			Reason: "it is here for ACME alone, which a server that has its certificates in files never runs",
		},
		{
			Kind: never, From: []string{"tickwire/..."}, Except: []string{"tickwire/server/auth/..."},
			To:     []string{jwt},
			Reason: "the gate knows an Authorizer; what kind of tokens one reads is for a main to choose",
		},
		{
			Kind: never, From: []string{"tickwire/..."}, Except: []string{"tickwire/proto/wire/...", "tickwire/proto/answer/..."},
			To:     []string{"tickwire/proto/tickwire/..."},
			Reason: "only wire, and for JSON answer, see generated types, so that the format can change behind them",
		},
		{
			Kind: neverReach, From: []string{"tickwire/client/...", "tickwire/game/...", "tickwire/server/room/..."},
			To:     []string{"tickwire/proto/answer/...", "google.golang.org/protobuf/encoding/protojson/..."},
			Reason: "JSON is for who asks a server over HTTP: a browser would load it for nothing, and no tick has time for it",
		},
		{
			Kind: never, Mains: true,
			From:   []string{"tickwire/game/...", "tickwire/proto/...", "tickwire/server/...", "tickwire/client/..."},
			Except: []string{"tickwire/game/arena/...", "tickwire/client/view/..."},
			To:     []string{"tickwire/game/arena/..."},
			Reason: "arena is the engine's first user, never a special case of it",
		},
		{
			Kind:   never,
			From:   []string{"tickwire/game/...", "tickwire/proto/...", "tickwire/server/...", "tickwire/client/..."},
			To:     []string{"tickwire/bench/..."},
			Reason: "instruments stand outside what they measure; bench is public for the tests of authors",
		},
	},
	chain("the server's layers point one way",
		"tickwire/game", "tickwire/game/snapshot/...", "tickwire/proto/wire/...", "tickwire/server/replicate/...",
		"tickwire/server/room/...", "tickwire/server/lobby/...", "tickwire/server/proxy/...", "tickwire/server/gate/...", "tickwire/server/auth/...", "tickwire/server/api/...",
		"tickwire/server/host/..."),
	chain("the client's layers point one way",
		"tickwire/game", "tickwire/game/snapshot/...", "tickwire/proto/wire/...", "tickwire/client/netplay/...",
		"tickwire/client/redial/...", "tickwire/client/app/..."),
)

// notYet lists the patterns of rules that match nothing today because their package is still to
// be written. An entry must go in the commit that makes it match: TestRules insists.
var notYet = []string{}

func TestRules(t *testing.T) {
	watchSources(t)
	graphs := []graph{load(t, native), load(t, browser)}
	for _, g := range graphs {
		for _, v := range check(g, rules) {
			t.Error(v)
		}
	}
	empty := vacuous(graphs, rules)
	for _, pattern := range empty {
		if !slices.Contains(notYet, pattern) {
			t.Errorf("no package matches %s: a rule that names it cannot fail; mend the rule, or add it to notYet", pattern)
		}
	}
	for _, pattern := range notYet {
		if !slices.Contains(empty, pattern) {
			t.Errorf("%s exists now (or no rule names it): remove it from notYet", pattern)
		}
	}
}
