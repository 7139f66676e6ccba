package gate

import "testing"

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
