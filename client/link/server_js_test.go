package link_test

import (
	"os"
	"testing"
)

// serverURL is the server of the native test that started this one.
func serverURL(t *testing.T) string {
	url := os.Getenv("TICKWIRE_LINK_URL")
	if url == "" {
		t.Skip("needs the server of TestInNode")
	}
	return url
}
