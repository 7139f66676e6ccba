package gametest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"tickwire/game"
)

// Rule names a rule of the contract.
type Rule string

// The rules in the order in which they are checked.
const (
	Definition  Rule = "definition"  // Definition.Complete accepts it
	Input       Rule = "input"       // no input, view tick, join, leave, drop or return makes the world panic
	Determinism Rule = "determinism" // same seed and inputs, same rows
	Order       Rule = "order"       // Save appends in ascending order of id
	Fidelity    Rule = "fidelity"    // a loaded world is the saved one, and goes on as it would
	Prediction  Rule = "prediction"  // a client can load and step the part that it holds
	Places      Rule = "places"      // the grid is where the entities are
	Totality    Rule = "totality"    // View and Score answer for any player
	Drain       Rule = "drain"       // a game that is told of its end bears it at any time
	Allocation  Rule = "allocation"  // a tick allocates nothing after warm-up
)

// Problem is a broken rule.
type Problem struct {
	Rule   Rule
	Detail string // what was seen and what to do about it
}

// checks are the rules with their code. Nothing sensible can be said of the others after a
// basic one is broken: a game that panics is not deterministic either.
var checks = []struct {
	rule  Rule
	basic bool
	run   func(*game.Definition) error
}{
	{Definition, true, checkDefinition},
	{Input, true, checkInput},
	{Determinism, true, checkDeterminism},
	{Order, true, checkOrder},
	{Fidelity, false, checkFidelity},
	{Prediction, false, checkPrediction},
	{Places, false, checkPlaces},
	{Totality, false, checkTotality},
	{Drain, false, checkDrain},
	{Allocation, false, checkAllocation},
}

// Check tries a game against all rules and returns those that it breaks, none for a good game.
// When a basic rule is broken (up to Order), later ones are not tried. It completes def.
func Check(def *game.Definition) []Problem {
	var found []Problem
	for _, c := range checks {
		if err := safely(def, c.run); err != nil {
			found = append(found, Problem{Rule: c.rule, Detail: err.Error()})
			if c.basic {
				break
			}
		}
	}
	return found
}

// Run is Check as a test with one subtest for each rule.
func Run(t *testing.T, def *game.Definition) {
	t.Helper()
	var broken Rule
	for _, c := range checks {
		t.Run(string(c.rule), func(t *testing.T) {
			if broken != "" {
				t.Skipf("not tried: first mend %q", broken)
			}
			if err := safely(def, c.run); err != nil {
				if c.basic {
					broken = c.rule
				}
				t.Error(err)
			}
		})
	}
}

// safely runs a check and makes an error of a panic in the game.
func safely(def *game.Definition, run func(*game.Definition) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the game panicked: %v\n%s\na world must bear whatever a peer can send or lack", v, origin())
		}
	}()
	return run(def)
}

// origin lists the frames between the panic and the suite.
func origin() string {
	pcs := make([]uintptr, 64)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs)])
	var b strings.Builder
	for range 12 {
		f, more := frames.Next()
		if strings.Contains(f.Function, "gametest.(*sim)") || !more {
			break
		}
		if !strings.HasPrefix(f.Function, "runtime.") {
			fmt.Fprintf(&b, "  %s %s:%d\n", f.Function, f.File, f.Line)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
