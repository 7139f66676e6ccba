package lab

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"tickwire/game"
)

// Run plays a game as Config says. What it finds wrong fails the test, with the seed, the command that
// repeats it, and the shortest script that it found to fail as well.
func Run(t *testing.T, def *game.Definition, cfg Config) *Report {
	t.Helper()
	def = complete(t, def)
	cfg = cfg.withDefaults()
	if n := cfg.Clients + cfg.Bots; n > def.Limits.MaxPlayers {
		t.Fatalf("lab: %d players do not fit into a room for %d", n, def.Limits.MaxPlayers)
	}
	s := cfg.script(def.Name, time.Second/time.Duration(def.TickRate))
	report, failure := try(t, def, s, cfg.hooks)
	if failure == nil {
		return report
	}
	if cfg.Repeat == "" {
		cfg.Repeat = "go test -run '" + pattern(t.Name()) + "' ."
	}
	t.Error(tell(&cfg, s, failure, func(s *Script) *Failure {
		_, f := try(t, def, s, cfg.hooks)
		return f
	}))
	return report
}

// tell says what was found, how to see it again, and by which script it is seen best.
func tell(cfg *Config, s *Script, f *Failure, again func(*Script) *Failure) string {
	short, runs, what := shrink(s, f, again)
	return fmt.Sprintf("lab: %s, seed %d, profile %s, %d clients: %v\nagain: %s\n"+
		"%d runs made it this short; committed as testdata/<name>.txt it is a test by lab.Replay:\n%s",
		s.Game, cfg.Seed, cfg.Profile.Name, cfg.Clients, f, cfg.Repeat, runs, note(short, what))
}

// Replay runs a script that was committed, and fails the test if anything is wrong: the script is of
// something that once was.
func Replay(t *testing.T, def *game.Definition, path string) *Report {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Parse(string(text))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	if def = complete(t, def); s.Game != def.Name {
		t.Fatalf("%s is a script of %s, not of %s", path, s.Game, def.Name)
	}
	report, failure := try(t, def, s, hooks{})
	if failure != nil {
		t.Errorf("%s: %v", path, failure)
	}
	return report
}

// complete is a complete copy of a definition: others may be reading that one.
func complete(t *testing.T, def *game.Definition) *game.Definition {
	t.Helper()
	whole := *def
	if err := whole.Complete(); err != nil {
		t.Fatal(err)
	}
	return &whole
}

// note is a script with what it shows as a comment.
func note(s *Script, f *Failure) string {
	return "# " + strings.ReplaceAll(f.Error(), "\n", "\n# ") + "\n" + s.String()
}

// pattern is what go test -run needs to find one test.
func pattern(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = fmt.Sprintf("^%s$", regexp.QuoteMeta(p))
	}
	return strings.Join(parts, "/")
}
