package arch

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// pkg is what the rules need to know of one package. Imports are those of its non-test files.
type pkg struct {
	Path    string
	Main    bool
	Std     bool
	Imports []string
}

// graph is a build of the module for one platform: its packages and all they depend on.
type graph struct {
	Platform string
	Packages map[string]pkg
}

// kind says how a rule reads the import graph.
type kind int

const (
	// never: no package of From imports a package of To, in one step.
	never kind = iota
	// neverReach: no package of From depends on a package of To, in any number of steps.
	neverReach
	// only: every package that From imports is in To. The word "std" in To is the standard library.
	only
)

// rule is one row of the table. From, Except and To are patterns: a package path, or a path
// followed by /... for it and all below it.
type rule struct {
	Kind   kind
	From   []string
	Except []string
	Mains  bool // Mains says that a package main is exempt.
	To     []string
	On     string // On names the only platform that the rule is for; empty is every platform.
	Reason string
}

// stdWord in To of an only rule stands for the standard library.
const stdWord = "std"

// violation is one broken rule, with the shortest way from the package to what it must not have.
type violation struct {
	Platform string
	Rule     rule
	Path     []string
}

func (v violation) String() string {
	verb := map[kind]string{never: "must not import", neverReach: "must not reach", only: "may not import"}[v.Rule.Kind]
	return fmt.Sprintf("%s: %s %s %s: %s\n\t%s", v.Platform, v.Path[0], verb, v.Path[len(v.Path)-1],
		v.Rule.Reason, strings.Join(v.Path, "\n\t-> "))
}

// matches reports whether the path falls under one of the patterns.
func matches(patterns []string, importPath string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if root, ok := strings.CutSuffix(p, "/..."); ok {
			return importPath == root || strings.HasPrefix(importPath, root+"/")
		}
		return importPath == p
	})
}

// check returns every violation of the rules in the graph, in the order of rules and packages.
func check(g graph, rules []rule) []violation {
	var found []violation
	paths := sortedPaths(g)
	for _, r := range rules {
		if r.On != "" && r.On != g.Platform {
			continue
		}
		for _, from := range paths {
			p := g.Packages[from]
			if !matches(r.From, from) || matches(r.Except, from) || r.Mains && p.Main {
				continue
			}
			for _, way := range broken(g, r, p) {
				found = append(found, violation{g.Platform, r, way})
			}
		}
	}
	return found
}

// broken returns the ways in which one package breaks one rule.
func broken(g graph, r rule, p pkg) [][]string {
	if r.Kind == neverReach {
		if way := shortest(g, p.Path, r.To); way != nil {
			return [][]string{way}
		}
		return nil
	}
	var ways [][]string
	for _, imported := range p.Imports {
		in := matches(r.To, imported)
		if r.Kind == only {
			in = !in && !(g.Packages[imported].Std && slices.Contains(r.To, stdWord))
		}
		if in {
			ways = append(ways, []string{p.Path, imported})
		}
	}
	return ways
}

// shortest returns the shortest chain of imports from a package to one that the patterns match,
// both ends included, or nil. The package itself is not a target.
func shortest(g graph, from string, to []string) []string {
	came := map[string]string{from: ""}
	for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
		for _, next := range g.Packages[queue[0]].Imports {
			if _, seen := came[next]; seen {
				continue
			}
			came[next] = queue[0]
			if matches(to, next) {
				var way []string
				for at := next; at != ""; at = came[at] {
					way = append(way, at)
				}
				slices.Reverse(way)
				return way
			}
			queue = append(queue, next)
		}
	}
	return nil
}

// vacuous returns the patterns of the rules that match no package of any graph that their rule
// is for: rows that cannot fail. Each is named once, in order.
func vacuous(graphs []graph, rules []rule) []string {
	var empty []string
	for _, r := range rules {
		for _, pattern := range slices.Concat(r.From, r.Except, r.To) {
			if pattern != stdWord && !present(graphs, r.On, pattern) && !slices.Contains(empty, pattern) {
				empty = append(empty, pattern)
			}
		}
	}
	slices.Sort(empty)
	return empty
}

// present reports whether a package of a graph of the platform (empty: any) matches the pattern.
func present(graphs []graph, platform, pattern string) bool {
	for _, g := range graphs {
		if platform != "" && platform != g.Platform {
			continue
		}
		for p := range g.Packages {
			if matches([]string{pattern}, p) {
				return true
			}
		}
	}
	return false
}

// chain spells a layering out: each layer may depend on those to its left, never on one to its
// right. A layer is a pattern.
func chain(reason string, layers ...string) []rule {
	var rules []rule
	for i, layer := range layers[:len(layers)-1] {
		rules = append(rules, rule{
			Kind: neverReach, From: []string{layer}, To: layers[i+1:],
			Reason: fmt.Sprintf("%s (%s)", reason, direction(layers)),
		})
	}
	return rules
}

// direction draws the layers as DESIGN.md does: game <- snapshot <- wire.
func direction(layers []string) string {
	names := make([]string, len(layers))
	for i, layer := range layers {
		names[i] = path.Base(strings.TrimSuffix(layer, "/..."))
	}
	return strings.Join(names, " <- ")
}

func sortedPaths(g graph) []string {
	paths := make([]string, 0, len(g.Packages))
	for p := range g.Packages {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return paths
}
