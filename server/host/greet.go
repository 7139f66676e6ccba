package host

import (
	"fmt"
	"io"
	"net"
	"slices"
)

// greet tells a person where to go.
func (s *Server) greet(out io.Writer) {
	page, socket := "http", "ws"
	if s.cfg.tls() {
		page, socket = "https", "wss"
	}
	local, others := reachable(s.public.Addr().(*net.TCPAddr)) //nolint:errcheck // net.Listen("tcp") gave it
	fmt.Fprintf(out, "%s is served, %d ticks per second", s.cfg.Def.Name, s.cfg.Def.TickRate)
	if s.cfg.Bots > 0 {
		fmt.Fprintf(out, ", with %d bots", s.cfg.Bots)
	}
	fmt.Fprintln(out)
	if s.site != nil || s.cfg.Page != nil && !s.cfg.NoPage {
		fmt.Fprintf(out, "  play here      %s://%s\n", page, local)
		for _, h := range others {
			fmt.Fprintf(out, "  on the network %s://%s\n", page, h)
		}
	}
	if s.cfg.Page == nil {
		fmt.Fprintf(out, "  desktop        go run ./client -server %s://%s/ws\n", socket, local)
	}
	if s.admin != nil {
		fmt.Fprintf(out, "  metrics        http://%s/metrics\n", s.admin.Addr())
	}
}

// reachable turns the address of a listener into what can be typed: one for this machine, and
// those under which others may see it.
func reachable(a *net.TCPAddr) (local string, others []string) {
	port := fmt.Sprint(a.Port)
	if !a.IP.IsUnspecified() {
		return a.String(), nil
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		addrs = nil // nothing to show, and nothing depends on it
	}
	for _, x := range addrs {
		if ip, ok := x.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsGlobalUnicast() {
			others = append(others, net.JoinHostPort(ip.IP.String(), port))
		}
	}
	slices.Sort(others)
	return net.JoinHostPort("localhost", port), others
}
