package e2e_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tickwire/bench/rig"
)

// front is a proxy in front of a server, by the file that docs/proxy has for people.
type front struct {
	t             *testing.T
	plain, secure string // addresses of its listeners
	access        string // the file in which it logs requests
	cert          *x509.Certificate
	roots         *x509.CertPool

	path, dir string
	conf      string // as the file is, but for ports and files
	cmd       *exec.Cmd
}

// change replaces words of docs/proxy/nginx.conf, wherever they are.
type change struct{ from, to string }

// patience is for how long nginx waits for the server to say something.
func patience(d time.Duration) change {
	return change{"proxy_read_timeout 60s;", fmt.Sprintf("proxy_read_timeout %dms;", d.Milliseconds())}
}

// nginx runs docs/proxy/nginx.conf in front of a server until the test ends, with other ports and files
// and some changes; all else is as it is there.
func nginx(t *testing.T, server string, changes ...change) *front {
	t.Helper()
	f := &front{
		t: t, plain: free(t), secure: free(t), roots: x509.NewCertPool(), dir: t.TempDir(),
		path: rig.Tool(t, "play through a proxy", "nginx", "/usr/sbin/nginx"),
	}
	f.access = f.file("access.log")
	cert, key := f.file("cert.pem"), f.file("key.pem")
	f.certify(cert, key)
	text, err := os.ReadFile("../../docs/proxy/nginx.conf")
	if err != nil {
		if text, err = os.ReadFile("docs/proxy/nginx.conf"); err != nil { // see atRoot
			t.Fatal(err)
		}
	}
	// nginx may not write where a Debian package has it do so, unless it is root.
	temp := fmt.Sprintf("http {\n\tclient_body_temp_path %[1]s/b; proxy_temp_path %[1]s/p; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;", f.dir)
	f.conf = f.changed(string(text), []change{
		{"\nhttp {", "\n" + temp},
		{"/var/log/nginx/access.log", f.access},
		{"server 127.0.0.1:8080;", "server " + server + ";"},
		{"listen 80;", "listen " + f.plain + ";"},
		{"listen 443 ssl;", "listen " + f.secure + " ssl;"},
		{"/etc/letsencrypt/live/play.example/fullchain.pem", cert},
		{"/etc/letsencrypt/live/play.example/privkey.pem", key},
	})
	f.write(changes)
	f.start()
	t.Cleanup(func() {
		f.stop()
		if said, _ := os.ReadFile(f.file("error.log")); t.Failed() {
			t.Logf("nginx says:\n%s", said)
		}
	})
	return f
}

func (f *front) file(name string) string { return filepath.Join(f.dir, name) }

// changed wants each change to find something in the file: it is made for people, who change it.
func (f *front) changed(conf string, changes []change) string {
	f.t.Helper()
	for _, c := range changes {
		if !strings.Contains(conf, c.from) {
			f.t.Fatalf("the file has no %q", c.from)
		}
		conf = strings.ReplaceAll(conf, c.from, c.to)
	}
	return conf
}

func (f *front) write(changes []change) {
	f.t.Helper()
	if err := os.WriteFile(f.file("nginx.conf"), []byte(f.changed(f.conf, changes)), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

// start runs nginx by the file that was written last.
func (f *front) start() {
	f.t.Helper()
	directives := "daemon off; pid " + f.file("pid") + ";"
	if os.Getuid() == 0 {
		directives += " user root;" // the test's folder is its own
	}
	f.run("-p", f.dir, "-e", f.file("error.log"), "-c", f.file("nginx.conf"), "-g", directives)
}

// run runs the program and waits until it listens.
func (f *front) run(args ...string) {
	f.t.Helper()
	f.cmd = exec.Command(f.path, args...)
	f.cmd.Stderr = f.t.Output()
	f.cmd.Env = append(os.Environ(), "HOME="+f.dir)
	if err := f.cmd.Start(); err != nil {
		f.t.Fatal(err)
	}
	until(f.t, f.path, func() bool {
		c, err := net.Dial("tcp", f.secure)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
}

// stop ends the proxy and every connection.
func (f *front) stop() {
	_ = f.cmd.Process.Signal(syscall.SIGTERM) // to nginx's master, which ends its workers
	_ = f.cmd.Wait()
}

// reload has nginx go by the file with other changes: what is under way goes on as it began.
func (f *front) reload(changes ...change) {
	f.t.Helper()
	f.write(changes)
	if err := f.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		f.t.Fatal(err)
	}
}

// free is an address that nobody uses.
func free(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func (f *front) certify(certFile, keyFile string) {
	f.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		f.t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		f.t.Fatal(err)
	}
	if f.cert, err = x509.ParseCertificate(der); err != nil {
		f.t.Fatal(err)
	}
	f.roots.AddCert(f.cert)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		f.t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			f.t.Fatal(err)
		}
	}
}

func (f *front) tls() *tls.Config { return &tls.Config{RootCAs: f.roots} }
