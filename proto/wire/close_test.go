package wire_test

import (
	"strings"
	"testing"

	"tickwire/proto/wire"
)

// TestSomeClosesEndASession compares the table with the list in the documentation.
func TestSomeClosesEndASession(t *testing.T) {
	ends := map[wire.CloseCode]bool{
		1000: true, 1009: true, 1011: true, 4000: true, 4007: true, 4008: true, 4011: true, 4012: true, 4015: true, 4017: true,
	}
	for c := wire.CloseCode(1000); c < 5000; c++ {
		if c.EndsSession() != ends[c] {
			t.Errorf("%d ends a session: %v, want %v", c, c.EndsSession(), ends[c])
		}
	}
}

// A WebSocket close frame has room for 123 bytes of reason.
func TestCloseReasons(t *testing.T) {
	seen := map[string]wire.CloseCode{}
	for _, c := range []wire.CloseCode{1000, 1009, 1011, 1013, 4000, 4001, 4002, 4003, 4004, 4005, 4006, 4007, 4008, 4009, 4010, 4011, 4012, 4013, 4014, 4015, 4016, 4017} {
		r := c.Reason()
		if len(r) == 0 || len(r) > 123 || seen[r] != 0 || strings.Contains(r, "with code") {
			t.Errorf("%d: %q", c, r)
		}
		seen[r] = c
	}
	if got := wire.CloseCode(4999).Reason(); got != "the connection was closed with code 4999" {
		t.Errorf("an unknown code: %q", got)
	}
}
