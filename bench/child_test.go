package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"tickwire/server/gate"
	"tickwire/server/room"
)

// The server that a benchmark loads is a process of its own: this test binary once more, told by
// the environment what to serve. Its CPU time and memory are then the server's alone, and it has
// a core of its own where there are two.

// serverEnv holds a childConfig for the process that is to be a server.
const serverEnv = "TICKWIRE_BENCH_SERVER"

func TestMain(m *testing.M) {
	if text := os.Getenv(shareEnv); text != "" {
		if err := runShare(text); err != nil {
			fmt.Fprintln(os.Stderr, "load:", err)
			os.Exit(1)
		}
		return
	}
	if text := os.Getenv(serverEnv); text != "" {
		if err := serveChild(text); err != nil {
			fmt.Fprintln(os.Stderr, "server:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// childConfig is what to serve.
type childConfig struct {
	Game    string // a key of games, or "floor"
	Players int    // that the game is sized for
	Rooms   int    // at most
	IO      gate.IO
	Cores   int // for the server, from the first one on; 0 is one
	Frame   int // bytes; of a floor
}

// cores is how many there are, as long as nobody has pinned this process.
var cores = runtime.NumCPU()

// report is what a server did since the last mark.
type report struct {
	CPU     time.Duration // of the process, all threads, user and system
	RSS     int64         // bytes now
	Kernel  int64         // bytes that the kernel holds for its sockets, now
	Mallocs uint64        // of the process: the WebSocket library's are in it
	Counts  room.Counts   // of the first room, since it began
	Scopes  int           // that are not empty, now
	Ticks   []time.Duration
}

// serveChild is the server's process: it prints its address, then answers the lines "mark",
// "report" and "begin START PERIOD" until its standard input ends.
func serveChild(text string) error {
	var cfg childConfig
	if err := json.Unmarshal([]byte(text), &cfg); err != nil {
		return err
	}
	runtime.GOMAXPROCS(max(cfg.Cores, 1))
	pin(0, max(cfg.Cores, 1))
	t := &tally{}
	s, err := listen(&cfg, t)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	fmt.Println(s.Addr())

	var mark report
	var profile profile
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		r := t.take()
		if schedule, ok := strings.CutPrefix(lines.Text(), "begin "); ok {
			if err := begin(schedule); err != nil {
				return err
			}
		} else if lines.Text() == "mark" {
			mark = r
			if err := profile.begin(cfg.Game); err != nil {
				return err
			}
		} else {
			if err := profile.end(); err != nil {
				return err
			}
			r.CPU -= mark.CPU
			r.Mallocs -= mark.Mallocs
		}
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		fmt.Println(string(b))
	}
	cancel()
	return <-done
}

// profileEnv names a file for the CPU profile of the newest window of a server's process,
// a floor's excepted. The
// profile takes some percent of what is measured.
const profileEnv = "TICKWIRE_BENCH_PROFILE"

type profile struct{ file *os.File }

func (p *profile) begin(game string) (err error) {
	name := os.Getenv(profileEnv)
	if name == "" || game == "floor" {
		return nil
	}
	if err := p.end(); err != nil {
		return err // a mark without a report
	}
	if p.file, err = os.Create(name); err != nil {
		return err
	}
	return pprof.StartCPUProfile(p.file)
}

func (p *profile) end() error {
	if p.file == nil {
		return nil
	}
	pprof.StopCPUProfile()
	f := p.file
	p.file = nil
	return f.Close()
}

// child is a server's process, seen from the benchmark.
type child struct {
	b    *testing.B
	addr string
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
}

// startServer runs a server until it is stopped or the benchmark ends, and keeps this process off its
// core.
func startServer(b *testing.B, cfg childConfig) *child {
	b.Helper()
	text, err := json.Marshal(cfg)
	if err != nil {
		b.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), serverEnv+"="+string(text))
	return startProcess(b, cmd, cmd.Start, max(cfg.Cores, 1))
}

// startProcess runs a server of any make that does what serveChild does, and keeps this process off
// its cores.
func startProcess(b *testing.B, cmd *exec.Cmd, start func() error, taken int) *child {
	b.Helper()
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := start(); err != nil {
		b.Fatal(err)
	}
	c := &child{b: b, cmd: cmd, in: in, out: bufio.NewReader(out)}
	b.Cleanup(c.stop)
	c.addr = c.line()
	// The load has the core behind the server's, or shares the last one with it.
	pin(min(taken, cores-1), 1)
	return c
}

// url is of the game's socket.
func (c *child) url() string { return "ws://" + c.addr + "/ws" }

// stop ends the server. More than once is once.
func (c *child) stop() {
	if c.cmd == nil {
		return
	}
	c.in.Close()
	if err := c.cmd.Wait(); err != nil {
		c.b.Errorf("the server's process: %v", err)
	}
	c.cmd = nil
}

// line is the next line that the server prints.
func (c *child) line() string {
	c.b.Helper()
	s, err := c.out.ReadString('\n')
	if err != nil {
		c.b.Fatalf("the server's process is gone: %v", err)
	}
	return strings.TrimSpace(s)
}

func (c *child) ask(what string) (r report) {
	c.b.Helper()
	if _, err := fmt.Fprintln(c.in, what); err != nil {
		c.b.Fatal(err)
	}
	if err := json.Unmarshal([]byte(c.line()), &r); err != nil {
		c.b.Fatal(err)
	}
	return r
}

// mark begins a window of measurement.
func (c *child) mark() report { return c.ask("mark") }

// report is what the server did in the window.
func (c *child) report() report { return c.ask("report") }

// tick is a quantile of the time that a tick took.
func (r *report) tick(q float64) time.Duration {
	if len(r.Ticks) == 0 {
		return 0
	}
	slices.Sort(r.Ticks)
	return r.Ticks[min(int(q*float64(len(r.Ticks))), len(r.Ticks)-1)]
}

// short makes the benchmarks small, to see that they run.
func short() bool { return os.Getenv("TICKWIRE_BENCH") == "short" }

func millis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
