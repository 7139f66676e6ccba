package wire_test

import (
	"strings"
	"testing"

	"tickwire/proto/wire"
)

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
