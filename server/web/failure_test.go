package web_test

import (
	"testing"

	"tickwire/server/web"
)

func TestFailureInOneLine(t *testing.T) {
	for _, c := range []struct {
		f    web.Failure
		want string
	}{
		{web.Failure{Reason: "The client does not build."}, "The client does not build."},
		{web.Failure{Reason: "The client does not build.", Output: "main.go:3: no"}, "The client does not build: main.go:3: no"},
	} {
		if got := c.f.Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
