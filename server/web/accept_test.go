package web_test

import (
	"testing"

	"tickwire/server/web"
)

func TestEncodingFor(t *testing.T) {
	for _, c := range []struct{ header, want string }{
		{"", ""},
		{"gzip, deflate, br, zstd", "br"}, // browsers over TLS and on localhost
		{"gzip, deflate", "gzip"},         // browsers over plain HTTP
		{"br", "br"},
		{"BR", "br"},
		{"gzip;q=0.5", "gzip"},
		{"gzip;q=1, br;q=0.1", "br"},
		{"br;q=0, gzip", "gzip"},
		{"br;q=0.000,gzip; q=0", ""},
		{"*", "br"},
		{"*;q=0", ""},
		{"br;q=0, *", "gzip"},
		{"identity", ""},
		{"deflate, zstd", ""},
		{"brotli", ""},
		{"br;q=much", ""},
		{"br;level=3;q=0", ""},
		{",;,=;q", ""},
	} {
		if got := web.EncodingFor(c.header); got != c.want {
			t.Errorf("EncodingFor(%q) = %q, want %q", c.header, got, c.want)
		}
	}
}
