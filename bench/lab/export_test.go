package lab

import (
	"net/http"
	"testing"
	"time"

	"tickwire/game"
)

// Alter is for tests that plant what a slip in the server would send.
type Alter = alter

// WithAlter plants it.
func (c Config) WithAlter(f Alter) Config {
	c.hooks.alter = f
	return c
}

// WithPolls puts something before what serves requests.
func (c Config) WithPolls(f func(http.Handler) http.Handler) Config {
	c.hooks.polls = f
	return c
}

// ScriptOf is what a Config makes of its seed.
func ScriptOf(c Config, game string, rate int) *Script {
	c = c.withDefaults()
	return c.script(game, time.Second/time.Duration(rate))
}

// Shrink is shrink with a stand-in for running.
func Shrink(s *Script, f *Failure, try func(*Script) *Failure) (*Script, int) {
	short, runs, _ := shrink(s, f, try)
	return short, runs
}

// Try is Run that returns what it finds.
func Try(t *testing.T, def *game.Definition, c Config) (*Report, *Failure) {
	t.Helper()
	def = complete(t, def)
	c = c.withDefaults()
	return try(t, def, c.script(def.Name, time.Second/time.Duration(def.TickRate)), c.hooks)
}

// Tell is what Run says of a Config, "" when it finds nothing.
func Tell(t *testing.T, def *game.Definition, c Config) string {
	t.Helper()
	def = complete(t, def)
	c = c.withDefaults()
	s := c.script(def.Name, time.Second/time.Duration(def.TickRate))
	_, f := try(t, def, s, c.hooks)
	if f == nil {
		return ""
	}
	return tell(&c, s, f, func(s *Script) *Failure {
		_, f := try(t, def, s, c.hooks)
		return f
	})
}

// TryScript runs a script.
func TryScript(t *testing.T, def *game.Definition, s *Script, c Config) *Failure {
	t.Helper()
	_, f := try(t, complete(t, def), s, c.hooks)
	return f
}

// Look runs a script with something before what serves requests.
func Look(t *testing.T, def *game.Definition, s *Script, polls func(http.Handler) http.Handler) (*Report, *Failure) {
	t.Helper()
	return try(t, complete(t, def), s, hooks{polls: polls})
}
