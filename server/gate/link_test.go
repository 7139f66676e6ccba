package gate

import (
	"io"
	"strings"
	"testing"

	"tickwire/proto/wire"
)

// TestAReasonIsWhatAPeerTakes closes with what a game may say. A browser takes a close frame that is
// no UTF-8 for a broken server, and a client a notice of two lines.
func TestAReasonIsWhatAPeerTakes(t *testing.T) {
	for _, row := range []struct{ reason, want string }{
		{"you may not", "you may not"},
		{"no token \xc3", "no token \uFFFD"},
		{"no.\nNever.", "no. Never."},
		{strings.Repeat("\xff", maxReason), strings.Repeat("\uFFFD", maxReason/3)},
		{strings.Repeat("\xff", wire.MaxReason), strings.Repeat("\uFFFD", maxReason/3)},
		{strings.Repeat("é\n", 100), strings.Repeat("é ", maxReason/3)},
	} {
		p := newPoller(1)
		l, peer, _ := seated(t, p)
		l.close(wire.CloseRefused, row.reason)
		_ = peer.(interface{ CloseWrite() error }).CloseWrite() //nolint:errcheck // it is TCP
		b, err := io.ReadAll(peer)
		if err != nil {
			t.Fatal(err)
		}
		size := 2 + 2 + len(row.want)
		if got := string(b[max(len(b)-len(row.want), 0):]); len(b) < size || b[len(b)-size] != bitFinal|byte(opClose) || got != row.want {
			t.Errorf("%q: told %q, want %q", row.reason, b, row.want)
		} else if notice := b[:len(b)-size]; len(notice) > 0 {
			if _, err := wire.DecodeCloseNotice(notice[4:]); err != nil {
				t.Errorf("%q: the notice before it: %v", row.reason, err)
			}
		}
		p.Close()
	}
}

func TestNetwork(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.7:1234":              "192.0.2.7",
		"[::ffff:192.0.2.7]:1234":     "192.0.2.7",
		"[2001:db8:1:2:3:4:5:6]:1234": "2001:db8:1:2::",
		"[2001:db8:1:2:ffff::9]:1":    "2001:db8:1:2::",
		"[2001:db8:1:3::1]:1234":      "2001:db8:1:3::",
		"[fe80::1%eth0]:1234":         "fe80::",
		"@":                           "@",
	} {
		if got := network(remote); got != want {
			t.Errorf("%s: got %s, want %s", remote, got, want)
		}
	}
}
