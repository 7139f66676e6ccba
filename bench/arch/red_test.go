package arch

import (
	"slices"
	"strings"
	"testing"
)

// draw makes a graph of lines such as "a -> b c"; a name that starts with std: is a package of
// the standard library, one that starts with main: a command.
func draw(platform string, lines ...string) graph {
	g := graph{Platform: platform, Packages: map[string]pkg{}}
	add := func(word string) string {
		name, isStd := strings.CutPrefix(word, "std:")
		name, isMain := strings.CutPrefix(name, "main:")
		p := g.Packages[name]
		g.Packages[name] = pkg{Path: name, Std: p.Std || isStd, Main: p.Main || isMain, Imports: p.Imports}
		return name
	}
	for _, line := range lines {
		from, to, _ := strings.Cut(line, " -> ")
		p := g.Packages[add(from)]
		for _, word := range strings.Fields(to) {
			p.Imports = append(p.Imports, add(word))
		}
		g.Packages[p.Path] = p
	}
	return g
}

// TestKinds shows each kind of rule, each exemption and each shape of pattern both green and red.
func TestKinds(t *testing.T) {
	far := rule{Kind: neverReach, From: []string{"core/..."}, To: []string{"net", "ebiten/..."}}
	near := rule{Kind: never, From: []string{"core/..."}, Except: []string{"core/test"}, Mains: true, To: []string{"gws/..."}}
	std := rule{Kind: only, From: []string{"game/..."}, To: []string{stdWord, "game/..."}}
	wasm := rule{Kind: never, On: "js/wasm", From: []string{"client"}, To: []string{"gws"}}
	for _, row := range []struct {
		name  string
		rule  rule
		graph graph
		want  string
	}{
		{"reach, nothing", far, draw("x", "core -> fmt", "net -> core"), ""},
		{"reach, one step", far, draw("x", "core -> net"), "core>net"},
		{"reach, three steps", far, draw("x", "core -> a", "a -> b", "b -> net"), "core>a>b>net"},
		{"reach, the shortest way", far, draw("x", "core -> a b", "a -> c", "c -> net", "b -> net"), "core>b>net"},
		{"reach, from below", far, draw("x", "core/sub -> ebiten/v2/audio"), "core/sub>ebiten/v2/audio"},
		{"reach, both of two", far, draw("x", "core -> core/sub", "core/sub -> net"), "core>core/sub>net core/sub>net"},
		{"reach, an exact name", far, draw("x", "core -> net/netip"), ""},
		{"reach, a like name", far, draw("x", "cores -> net", "core -> ebitenutil"), ""},
		{"reach, in a circle", far, draw("x", "core -> a", "a -> core"), ""},
		{"import, nothing", near, draw("x", "core -> a", "a -> gws"), ""},
		{"import, one step", near, draw("x", "core -> gws"), "core>gws"},
		{"import, two at once", near, draw("x", "core -> gws gws/sub"), "core>gws core>gws/sub"},
		{"import, excepted", near, draw("x", "core/test -> gws"), ""},
		{"import, a main", near, draw("x", "main:core/cmd -> gws"), ""},
		{"import, not a main", near, draw("x", "core/cmd -> gws"), "core/cmd>gws"},
		{"only, inside", std, draw("x", "game/arena -> std:math game"), ""},
		{"only, outside", std, draw("x", "game/arena -> std:math server"), "game/arena>server"},
		{"platform, this", wasm, draw("js/wasm", "client -> gws"), "client>gws"},
		{"platform, another", wasm, draw("linux/amd64", "client -> gws"), ""},
	} {
		var got []string
		for _, v := range check(row.graph, []rule{row.rule}) {
			got = append(got, strings.Join(v.Path, ">"))
		}
		if got := strings.Join(got, " "); got != row.want {
			t.Errorf("%s: got %q, want %q", row.name, got, row.want)
		}
	}
}

// TestEachRowGoesRed breaks every row of the real table with the smallest graph that should,
// pattern by pattern: a row with a slip in it would stay green.
func TestEachRowGoesRed(t *testing.T) {
	for _, r := range rules {
		if r.Reason == "" {
			t.Errorf("a rule from %v has no reason", r.From)
		}
		for _, fromPattern := range r.From {
			for _, toPattern := range r.To {
				from, to := strings.TrimSuffix(fromPattern, "/..."), strings.TrimSuffix(toPattern, "/...")
				lines := []string{from + " -> " + to}
				switch r.Kind {
				case neverReach:
					lines = []string{from + " -> between", "between -> " + to}
				case only:
					lines = []string{from + " -> outside"}
				case never:
				}
				platform := native
				if r.On != "" {
					platform = r.On
				}
				if len(check(draw(platform, lines...), []rule{r})) != 1 {
					t.Errorf("%s: %s is no violation of the rule %q", platform, lines, r.Reason)
				}
			}
		}
	}
}

func TestChain(t *testing.T) {
	layers := chain("down", "m/game", "m/wire/...", "m/room/...")
	for _, row := range []struct{ edge, want string }{
		{"m/room -> m/wire m/game", ""},
		{"m/game -> m/room", "m/game>m/room"},
		{"m/wire -> m/room/core", "m/wire>m/room/core"},
		{"m/game/arena -> m/wire", ""}, // Only the layer itself; what is below it has rows of its own.
	} {
		var got []string
		for _, v := range check(draw("x", row.edge), layers) {
			got = append(got, strings.Join(v.Path, ">"))
		}
		if got := strings.Join(got, " "); got != row.want {
			t.Errorf("%s: got %q, want %q", row.edge, got, row.want)
		}
	}
}

func TestVacuous(t *testing.T) {
	both := []graph{draw("linux/amd64", "server -> gws"), draw("js/wasm", "client -> dom")}
	for _, row := range []struct {
		name string
		rule rule
		want []string
	}{
		{"all there", rule{From: []string{"server/..."}, To: []string{"gws"}}, nil},
		{"there on another platform only", rule{From: []string{"server", "client"}, To: []string{"dom"}}, nil},
		{"not on its platform", rule{On: "js/wasm", From: []string{"client"}, To: []string{"gws"}}, []string{"gws"}},
		{"from, except and to", rule{From: []string{"a"}, Except: []string{"b"}, To: []string{"c"}}, []string{"a", "b", "c"}},
		{"below only", rule{From: []string{"server/x/..."}, To: []string{stdWord}}, []string{"server/x/..."}},
	} {
		if got := vacuous(both, []rule{row.rule}); !slices.Equal(got, row.want) {
			t.Errorf("%s: got %v, want %v", row.name, got, row.want)
		}
	}
}
