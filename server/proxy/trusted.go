package proxy

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Trusted are the networks of proxies whose word on their clients is taken. None is the zero value.
type Trusted []netip.Prefix

// Parse reads networks and addresses, separated by commas: "10.0.0.0/8, 127.0.0.1, fd00::/8".
func Parse(list string) (Trusted, error) {
	var t Trusted
	for s := range strings.SplitSeq(list, ",") {
		s = strings.TrimSpace(s)
		if s == "" {
			continue
		}
		p, err := netip.ParsePrefix(s)
		if a, single := netip.ParseAddr(s); single == nil && a.Zone() == "" {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("proxy: %q is no address and no network such as 10.0.0.0/8", s)
		case p.Bits() == 0:
			return nil, fmt.Errorf("proxy: %s is everybody: players could say that they are somebody else", s)
		case p.Addr().Is4In6():
			return nil, fmt.Errorf("proxy: %s is an IPv4 address as IPv6 writes it; write it as IPv4 does", s)
		}
		t = append(t, p.Masked())
	}
	return t, nil
}

// Has reports whether the peer of a connection is trusted; addr is as net.Addr and http.Request have it.
func (t Trusted) Has(addr string) bool {
	a, err := netip.ParseAddrPort(addr)
	return err == nil && t.has(a.Addr().Unmap())
}

func (t Trusted) has(a netip.Addr) bool {
	a = a.WithZone("") // which would be in no network
	return slices.ContainsFunc(t, func(p netip.Prefix) bool { return p.Contains(a) })
}
