//go:build !js

package app

import (
	"errors"
	"strings"
	"testing"
)

func TestWrongFlagsAreToldInOneLine(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-nope", "not defined: -nope; -h lists the flags"},
		{"-after soon", "-h lists the flags"},
		{"lobby", `"lobby" is no flag; -h lists them`},
	} {
		err := parse(&Config{}, strings.Fields(c.args))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line with %q", c.args, err, c.want)
		}
	}
}

func TestMissingScreenIsExplained(t *testing.T) {
	t.Setenv("DISPLAY", "")
	for _, c := range []struct{ err, want string }{
		{"ui: no window system is available: fbdev: no /dev/fb0", "there is no screen"},
		{"ui: GL 2.1 is needed", "app: ui: GL 2.1 is needed"},
	} {
		if got := windowError(errors.New(c.err)).Error(); !strings.Contains(got, c.want) || !strings.HasSuffix(got, c.err) {
			t.Errorf("got %q, want %q and the cause", got, c.want)
		}
	}
}
