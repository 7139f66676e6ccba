package proxy_test

import (
	"crypto/tls"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"tickwire/server/proxy"
)

func trusted(t testing.TB, list string) proxy.Trusted {
	t.Helper()
	p, err := proxy.Parse(list)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParse(t *testing.T) {
	for _, row := range []struct{ list, want, err string }{
		{"", "", ""},
		{" , ", "", ""},
		{"127.0.0.1", "127.0.0.1/32", ""},
		{"10.1.2.3/8, 127.0.0.1", "10.0.0.0/8 127.0.0.1/32", ""},
		{"fd00::1/8,::1", "fd00::/8 ::1/128", ""},
		{"nginx", "", `"nginx" is no address`},
		{"10.0.0.0/33", "", "is no address"},
		{"10.0.0.1:80", "", "is no address"},
		{"fe80::1%eth0", "", "is no address"},
		{"127.0.0.1,10.0.0.0/", "", "is no address"},
		{"0.0.0.0/0", "", "everybody"},
		{"::/0", "", "everybody"},
		{"::ffff:10.0.0.1", "", "as IPv4 does"},
	} {
		got, err := proxy.Parse(row.list)
		var words []string
		for _, p := range got {
			words = append(words, p.String())
		}
		if strings.Join(words, " ") != row.want || (err == nil) != (row.err == "") || err != nil && !strings.Contains(err.Error(), row.err) {
			t.Errorf("%q: %v, %v; want %q, %q", row.list, got, err, row.want, row.err)
		}
	}
}

// TestTheClient is of a server that trusts 10/8, 127.0.0.1 and fd00::/8. An address of documentation is a
// player's (203.0.113.9), or a lie (198.51.100.66).
func TestTheClient(t *testing.T) {
	p := trusted(t, "10.0.0.0/8,127.0.0.1,fd00::/8")
	for _, row := range []struct {
		name, peer string
		forwarded  []string // lines
		proto      []string
		want       string
		scheme     string
	}{
		{"nobody between", "203.0.113.9:5000", nil, nil, "203.0.113.9:5000", ""},
		{"a player who lies", "203.0.113.9:5000", []string{"198.51.100.66"}, []string{"https"}, "203.0.113.9:5000", ""},
		{"a player who says to be a proxy", "203.0.113.9:5000", []string{"10.0.0.1"}, nil, "203.0.113.9:5000", ""},
		{"a neighbour of the proxies", "11.0.0.1:5000", []string{"198.51.100.66"}, nil, "11.0.0.1:5000", ""},
		{"a listener that is no TCP", "@", []string{"198.51.100.66"}, nil, "@", ""},

		{"a proxy", "127.0.0.1:80", []string{"203.0.113.9"}, []string{"https"}, "203.0.113.9:0", "https"},
		{"a proxy as a dual listener sees it", "[::ffff:127.0.0.1]:80", []string{"203.0.113.9"}, nil, "203.0.113.9:0", ""},
		{"a proxy by a link's zone", "[fd00::1%eth0]:80", []string{"203.0.113.9"}, nil, "203.0.113.9:0", ""},
		{"a proxy that says nothing", "10.0.0.1:80", nil, nil, "10.0.0.1:80", ""},
		{"a lie before a proxy", "10.0.0.1:80", []string{"198.51.100.66, 203.0.113.9"}, nil, "203.0.113.9:0", ""},
		{"a lie of many before a proxy", "10.0.0.1:80", []string{"10.0.0.9, 127.0.0.1, 203.0.113.9"}, nil, "203.0.113.9:0", ""},
		{"a line of its own for the proxy", "10.0.0.1:80", []string{"198.51.100.66", "203.0.113.9"}, nil, "203.0.113.9:0", ""},
		{"two proxies", "10.0.0.1:80", []string{"198.51.100.66,203.0.113.9 ,\t10.0.0.7"}, nil, "203.0.113.9:0", ""},
		{"two proxies in two lines", "10.0.0.1:80", []string{"203.0.113.9", "10.0.0.7"}, nil, "203.0.113.9:0", ""},
		{"proxies alone", "10.0.0.1:80", []string{"10.0.0.8, 10.0.0.7"}, nil, "10.0.0.8:0", ""},

		{"garbage", "10.0.0.1:80", []string{"unknown"}, nil, "10.0.0.1:80", ""},
		{"garbage right of it", "10.0.0.1:80", []string{"203.0.113.9, _hidden"}, nil, "10.0.0.1:80", ""},
		{"garbage left of it", "10.0.0.1:80", []string{"<script>, 203.0.113.9"}, nil, "203.0.113.9:0", ""},
		{"garbage left of a proxy", "10.0.0.1:80", []string{"198.51.100.66, ?, 10.0.0.7"}, nil, "10.0.0.7:0", ""},
		{"nothing", "10.0.0.1:80", []string{""}, nil, "10.0.0.1:80", ""},
		{"nothing right of it", "10.0.0.1:80", []string{"203.0.113.9,"}, nil, "10.0.0.1:80", ""},
		{"no address in particular", "10.0.0.1:80", []string{"0.0.0.0"}, nil, "10.0.0.1:80", ""},
		{"a number too large", "10.0.0.1:80", []string{"203.0.113.256"}, nil, "10.0.0.1:80", ""},
		{"an octal number", "10.0.0.1:80", []string{"0203.0.113.9"}, nil, "10.0.0.1:80", ""},
		{"a port too large", "10.0.0.1:80", []string{"203.0.113.9:99999"}, nil, "10.0.0.1:80", ""},

		{"a port", "10.0.0.1:80", []string{"203.0.113.9:4711"}, nil, "203.0.113.9:4711", ""},
		{"IPv6", "10.0.0.1:80", []string{"2001:db8::9"}, nil, "[2001:db8::9]:0", ""},
		{"IPv6 in brackets", "10.0.0.1:80", []string{"[2001:db8::9]"}, nil, "[2001:db8::9]:0", ""},
		{"IPv6 with a port", "10.0.0.1:80", []string{"[2001:db8::9]:4711"}, nil, "[2001:db8::9]:4711", ""},
		{"IPv6 with half a bracket", "10.0.0.1:80", []string{"[2001:db8::9"}, nil, "10.0.0.1:80", ""},
		{"IPv4 in brackets", "10.0.0.1:80", []string{"[203.0.113.9]"}, nil, "10.0.0.1:80", ""},
		{"IPv4 as IPv6 writes it", "10.0.0.1:80", []string{"::ffff:203.0.113.9"}, nil, "203.0.113.9:0", ""},
		{"a proxy as IPv6 writes it", "[fd00::1]:80", []string{"203.0.113.9, ::ffff:10.0.0.7"}, nil, "203.0.113.9:0", ""},
		{"a zone", "10.0.0.1:80", []string{"fe80::9%eth0"}, nil, "[fe80::9]:0", ""},

		{"http", "10.0.0.1:80", []string{"203.0.113.9"}, []string{"http"}, "203.0.113.9:0", "http"},
		{"HTTPS", "10.0.0.1:80", []string{"203.0.113.9"}, []string{"HTTPS"}, "203.0.113.9:0", "https"},
		{"wss", "10.0.0.1:80", []string{"203.0.113.9"}, []string{"wss"}, "203.0.113.9:0", "https"},
		{"ws", "10.0.0.1:80", []string{"203.0.113.9"}, []string{"ws"}, "203.0.113.9:0", "http"},
		{"no scheme of ours", "10.0.0.1:80", []string{"203.0.113.9"}, []string{"ftp"}, "203.0.113.9:0", ""},
		{"a scheme that lies", "10.0.0.1:80", []string{"203.0.113.9"}, []string{"https, http"}, "203.0.113.9:0", "http"},
		{"a scheme that lies, in a line of its own", "10.0.0.1:80", []string{"203.0.113.9"}, []string{"https", "http"}, "203.0.113.9:0", "http"},
		{"TLS up to the first of two", "10.0.0.1:80", []string{"203.0.113.9, 10.0.0.7"}, []string{"https, http"}, "203.0.113.9:0", "https"},
		{"a scheme that the second hands on", "10.0.0.1:80", []string{"203.0.113.9, 10.0.0.7"}, []string{"https"}, "203.0.113.9:0", "https"},
	} {
		r := &http.Request{RemoteAddr: row.peer, Header: http.Header{}}
		r.Header["X-Forwarded-For"], r.Header["X-Forwarded-Proto"] = row.forwarded, row.proto
		got := p.Client(r)
		if got.Addr != row.want || got.Scheme != row.scheme || got.Proxied != p.Has(row.peer) {
			t.Errorf("%s: %+v; want %s, %q", row.name, got, row.want, row.scheme)
		}
		if got := proxy.Trusted(nil).Client(r); got != (proxy.Client{Addr: row.peer}) {
			t.Errorf("%s, and nobody is trusted: %+v", row.name, got)
		}
	}
}

func TestTLSIsSeenWithoutAProxy(t *testing.T) {
	r := &http.Request{RemoteAddr: "203.0.113.9:1", TLS: &tls.ConnectionState{}, Header: http.Header{"X-Forwarded-Proto": {"http"}}}
	if got := trusted(t, "10.0.0.0/8").Client(r); got.Scheme != "https" {
		t.Errorf("%+v", got)
	}
}

// FuzzClient holds that nobody who is not trusted is anybody else, whatever it says, and that what a
// proxy adds to the right of a lie is what counts.
func FuzzClient(f *testing.F) {
	for _, s := range []string{"", "203.0.113.9", "[::1]:80, 10.0.0.1", "a,b,,c", "[", "%", "::ffff:1.2.3.4%x"} {
		f.Add(s)
	}
	p := trusted(f, "10.0.0.0/8")
	f.Fuzz(func(t *testing.T, lie string) {
		r := &http.Request{RemoteAddr: "203.0.113.9:1", Header: http.Header{"X-Forwarded-For": {lie}, "X-Forwarded-Proto": {lie}}}
		if got := p.Client(r); got != (proxy.Client{Addr: "203.0.113.9:1"}) {
			t.Errorf("a player is %+v", got)
		}
		r.RemoteAddr = "10.0.0.1:80"
		if got := p.Client(r); got.Addr != r.RemoteAddr {
			if _, err := netip.ParseAddrPort(got.Addr); err != nil {
				t.Errorf("%q is no address", got.Addr)
			}
		}
		r.Header.Set("X-Forwarded-For", lie+", 203.0.113.9")
		if got := p.Client(r); got.Addr != "203.0.113.9:0" {
			t.Errorf("behind a proxy it is %+v", got)
		}
	})
}
