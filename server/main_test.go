//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game/arena"
	"tickwire/proto/wire"
)

// childEnv makes of this test's program the server.
const childEnv = "TICKWIRE_TEST_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child is a server in a process of its own.
type child struct {
	t      *testing.T
	cmd    *exec.Cmd
	socket string // with its path, without a scheme
	admin  string
	exited chan struct{} // closed when it has
	err    error         // of the exit; read it after that
}

// launch starts a server and waits until it is there.
func launch(t *testing.T, flags ...string) *child {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := &child{t: t, exited: make(chan struct{})}
	c.cmd = exec.Command(self, append([]string{"-addr", "127.0.0.1:0", "-admin", "127.0.0.1:0", "-bots", "2"}, flags...)...)
	c.cmd.Env = append(os.Environ(), childEnv+"=1")
	c.cmd.Dir = t.TempDir() // where there is no client to build
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	find := func(pattern string) string {
		re := regexp.MustCompile(pattern)
		for lines.Scan() {
			if m := re.FindStringSubmatch(lines.Text()); m != nil {
				return m[1]
			}
		}
		t.Errorf("the server did not tell %s", pattern)
		return ""
	}
	c.socket = find(`wss?://(\S+)`)
	c.admin = find(`(http://\S+)/metrics`)
	var read sync.WaitGroup
	read.Go(func() { _, _ = io.Copy(io.Discard, out) })
	go func() {
		read.Wait() // Wait closes the pipe
		c.err = c.cmd.Wait()
		close(c.exited)
	}()
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill() // where it has not ended
		<-c.exited
	})
	return c
}

func (c *child) signal(s syscall.Signal) {
	c.t.Helper()
	if err := c.cmd.Process.Signal(s); err != nil {
		c.t.Fatal(err)
	}
}

// exit waits for the end of the process, for longer than any end should take, and tells its code.
func (c *child) exit() int {
	c.t.Helper()
	const within = 10 * time.Second
	select {
	case <-c.exited:
		var status *exec.ExitError
		if c.err != nil && !errors.As(c.err, &status) {
			c.t.Fatal(c.err)
		}
		return c.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		c.t.Fatalf("the server runs on after %v", within)
		return 0
	}
}

// status is how a path of the admin listener is answered.
func (c *child) status(path string) int {
	c.t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 5 * time.Second}
	resp, err := client.Get(c.admin + path)
	if err != nil {
		c.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// player is a client that holds its keys still.
type player struct {
	t    *testing.T
	link *link.Link
	net  *netplay.Client
	vals []int32
}

// join plays.
func (c *child) join() *player {
	c.t.Helper()
	p := c.dial()
	p.until("a frame", p.net.Joined)
	return p
}

// dial says Hello and waits for nothing.
func (c *child) dial() *player {
	c.t.Helper()
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		c.t.Fatal(err)
	}
	p := &player{
		t: c.t, link: link.New(link.Config{URL: "ws://" + c.socket}), net: netplay.New(def, netplay.Config{Name: "ada"}),
		vals: make([]int32, len(def.Schema.Input().Fields)),
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = p.link.Run(ctx) }()
	c.t.Cleanup(func() { cancel(); <-ended })
	p.until("a connection", func() bool { return p.link.State() == link.Open })
	_ = p.link.Send(p.net.Hello())
	return p
}

// until plays until a condition holds.
func (p *player) until(what string, done func() bool) {
	p.t.Helper()
	timeout := time.After(20 * time.Second)
	for !done() {
		select {
		case <-p.link.Wait():
		case <-timeout:
			code, reason, err := p.link.Closed()
			p.t.Fatalf("waited in vain for %s; closed: %d %q %v", what, code, reason, err)
		}
		for m, ok := p.link.Poll(); ok; m, ok = p.link.Poll() {
			if err := p.net.Receive(m.Data, m.At); err != nil {
				p.t.Fatal(err)
			}
			if msg := p.net.Advance(m.At, p.vals); msg != nil {
				_ = p.link.Send(msg)
			}
		}
	}
}

func (p *player) drained() bool { _, ok := p.net.Drain(0); return ok }

// closed plays until the server closes the link.
func (p *player) closed() (code wire.CloseCode, reason string) {
	p.t.Helper()
	p.until("the end", func() bool { return p.link.State() == link.Closed })
	c, reason, _ := p.link.Closed()
	return wire.CloseCode(c), reason
}

// TestSIGTERMDrains has a player who stays to the end.
func TestSIGTERMDrains(t *testing.T) {
	const within = 3 * time.Second
	c := launch(t, "-drain", within.String())
	p := c.join()
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := c.status(path); got != http.StatusOK {
			t.Errorf("%s before: %d", path, got)
		}
	}
	began := time.Now()
	c.signal(syscall.SIGTERM)
	p.until("the notice", p.drained)
	if at, _ := p.net.Drain(0); at == 0 {
		t.Error("there is no time left at once")
	}
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable} {
		if got := c.status(path); got != want {
			t.Errorf("%s meanwhile: %d, want %d", path, got, want)
		}
	}
	late := c.dial()
	if code, reason := late.closed(); code != wire.CloseShutdown || !strings.Contains(reason, "restarts") {
		t.Errorf("who comes now is told %d %q", code, reason)
	}
	if code, reason := p.closed(); code != wire.CloseShutdown {
		t.Errorf("closed with %d %q", code, reason)
	}
	if lasted := time.Since(began); lasted < within-200*time.Millisecond {
		t.Errorf("the player was let play for %v", lasted)
	}
	if code := c.exit(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	if took := time.Since(began); took > within+7*time.Second { // two, and what a busy machine adds
		t.Errorf("the end took %v", took)
	}
}

// TestASecondSignalEndsAtOnce sends it while somebody plays and there is time left.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	for signal, want := range map[syscall.Signal]int{syscall.SIGTERM: 143, syscall.SIGINT: 130} {
		t.Run(signal.String(), func(t *testing.T) {
			c := launch(t, "-drain", "1m")
			p := c.join()
			c.signal(syscall.SIGTERM)
			p.until("the notice", p.drained)
			c.signal(signal)
			if code := c.exit(); code != want {
				t.Errorf("exit code %d, want %d", code, want)
			}
		})
	}
}

func TestADrainTakesNoLongerThanItMust(t *testing.T) {
	t.Run("nobody plays", func(t *testing.T) {
		c := launch(t, "-drain", "1m")
		c.signal(syscall.SIGINT)
		if code := c.exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
	t.Run("the last one leaves", func(t *testing.T) {
		c := launch(t, "-drain", "1m")
		p := c.join()
		c.signal(syscall.SIGTERM)
		p.until("the notice", p.drained)
		_ = p.link.Send(wire.AppendLeave(nil))
		if code := c.exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
	t.Run("no time", func(t *testing.T) {
		c := launch(t, "-drain", "0")
		p := c.join()
		c.signal(syscall.SIGTERM)
		if code, _ := p.closed(); code != wire.CloseShutdown || p.drained() {
			t.Errorf("closed with %d, drained %v", code, p.drained())
		}
		if code := c.exit(); code != 0 {
			t.Errorf("exit code %d", code)
		}
	})
}
