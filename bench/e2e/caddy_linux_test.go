package e2e_test

import (
	"crypto/x509"
	"net/http"
	"os"
	"os/exec"
	"testing"

	"tickwire/client/redial"
	"tickwire/server/host"
)

// caddy runs docs/proxy/Caddyfile in front of a server until the test ends. It is not asked for as nginx
// is: what Debian has is older than the file. Who changes the file should have Caddy 2.8 or later.
func caddy(t *testing.T, server string) *front {
	t.Helper()
	path, err := exec.LookPath("caddy")
	if err != nil {
		t.Skip("no caddy here: install 2.8 or later to test docs/proxy/Caddyfile")
	}
	f := &front{t: t, secure: free(t), roots: x509.NewCertPool(), path: path, dir: t.TempDir()}
	cert, key := f.file("cert.pem"), f.file("key.pem")
	f.certify(cert, key)
	text, err := os.ReadFile("../../docs/proxy/Caddyfile")
	if err != nil {
		t.Fatal(err)
	}
	conf := f.changed(string(text), []change{
		{"\nplay.example {", "\n{\n\tadmin off\n\tauto_https disable_redirects\n\tpersist_config off\n}\nhttps://" + f.secure + " {\n\tbind 127.0.0.1\n\ttls " + cert + " " + key},
		{"reverse_proxy 127.0.0.1:8080 {", "reverse_proxy " + server + " {"},
	})
	if err := os.WriteFile(f.file("Caddyfile"), []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	f.run("run", "--adapter", "caddyfile", "--config", f.file("Caddyfile"))
	t.Cleanup(f.stop)
	return f
}

// TestPlayThroughCaddy has bots play by WebSocket and by long polling; the server knows them by their own
// addresses.
func TestPlayThroughCaddy(t *testing.T) {
	s, log := behind(t, host.Config{})
	f := caddy(t, s.addr)
	for ip, how := range map[string]redial.Transport{"127.0.0.2": redial.WebSocket, "127.0.0.3": redial.LongPolling} {
		b, ended := f.bot(t, ip, how)
		until(t, "a bot to play by "+how.String(), func() bool {
			select {
			case err := <-ended:
				t.Fatalf("%v: %v", how, err)
			default:
			}
			return b.Stats().Frames > 30
		})
		until(t, "the log to name "+ip, func() bool { return log.has("msg=join", "remote="+ip+":0") })
	}
	f.follow(map[string]answer{
		"https://" + f.secure + "/game?room=x":   {http.StatusTemporaryRedirect, "/game/"},
		"https://" + f.secure + "/game/ws":       {http.StatusUpgradeRequired, ""},
		"https://" + f.secure + "/game/poll":     {http.StatusOK, ""},
		"https://" + f.secure + "/game/v1/rooms": {http.StatusOK, ""},
	})
	if got := f.ask(t, "127.0.0.4", "Origin: https://"+f.secure); got != http.StatusSwitchingProtocols {
		t.Errorf("its own page is answered %d", got)
	}
	if got := f.ask(t, "127.0.0.4", "Origin: http://"+f.secure, "X-Forwarded-Proto: http"); got != http.StatusForbidden {
		t.Errorf("a page of its name without TLS is answered %d", got)
	}
}
