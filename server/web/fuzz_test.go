package web_test

import (
	"slices"
	"testing"

	"tickwire/server/web"
)

// FuzzEncodingFor reads headers of anybody. What is chosen must exist, and must be taken by a header
// that says the same twice.
func FuzzEncodingFor(f *testing.F) {
	for _, header := range []string{"", "gzip, deflate, br, zstd", "br;q=0, *", "br;level=3;q=0", ",;,=;q", "*;q=0.1"} {
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		got := web.EncodingFor(header)
		if !slices.Contains([]string{"", "br", "gzip"}, got) {
			t.Fatalf("%q gives %q", header, got)
		}
		if twice := web.EncodingFor(header + "," + header); twice != got {
			t.Fatalf("%q gives %q, and twice that %q", header, got, twice)
		}
	})
}
