package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"tickwire/bench/bot"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
)

// killed is a server in a process of its own, on an address and a folder that it keeps.
type killed struct {
	t    *testing.T
	bin  string
	args []string
	cmd  *exec.Cmd
	log  bytes.Buffer // of the process that runs, to be read when it has ended
	mu   sync.Mutex
}

// Write takes the log.
func (k *killed) Write(b []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.log.Write(b)
}

func (k *killed) start() {
	k.t.Helper()
	k.mu.Lock()
	k.log.Reset()
	k.mu.Unlock()
	k.cmd = exec.Command(k.bin, k.args...)
	k.cmd.Dir, k.cmd.Stderr = k.t.TempDir(), k // where there is no client to build
	if err := k.cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
}

// kill is kill -9.
func (k *killed) kill() {
	k.t.Helper()
	if err := k.cmd.Process.Kill(); err != nil {
		k.t.Fatal(err)
	}
	_ = k.cmd.Wait() // it was killed
}

// restored waits for the tick from which the process says that a room goes on.
func (k *killed) restored() game.TickNumber {
	k.t.Helper()
	line := regexp.MustCompile(`msg="room restored" room=lobby tick=(\d+)`)
	var m [][]byte
	until(k.t, "a room to be restored", func() bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		m = line.FindSubmatch(k.log.Bytes())
		return m != nil
	})
	n, err := strconv.ParseUint(string(m[1]), 10, 32)
	if err != nil {
		k.t.Fatal(err)
	}
	return game.TickNumber(n)
}

// diary is what one bot has seen of its own pilot.
type diary struct {
	mu    sync.Mutex
	name  string
	link  uint64
	since time.Time // the first frame of that link
	seen  []entry   // of all links, in order of frames
}

type entry struct {
	link  uint64
	tick  game.TickNumber
	id    game.EntityID
	pilot arena.Pilot
}

func (d *diary) frame(c *netplay.Client) error {
	for id, p := range arena.Pilots.All(c.Merged()) {
		if p.Owner != c.Local() {
			continue
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		if c.Links() != d.link {
			d.link, d.since = c.Links(), time.Now()
		}
		d.seen = append(d.seen, entry{d.link, c.Tick(), id, p})
		for _, e := range c.Roster() {
			if e.Player == c.Local() {
				d.name = e.Name
			}
		}
		return nil
	}
	return fmt.Errorf("player %d has no pilot in tick %d", c.Local(), c.Tick())
}

// TestAKilledServerBringsAHundredBack ends a server by kill -9 in the middle of a battle of a hundred
// and starts it again: all are back at their ships within five seconds, with no less than they had when
// it was written down last.
func TestAKilledServerBringsAHundredBack(t *testing.T) {
	if testing.Short() {
		t.Skip("a hundred players and two starts of a server take ten seconds: not with -short")
	}
	const players = 100
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	s := &killed{t: t, bin: build(t, "tickwire/server"), args: []string{
		"-addr", addr, "-admin", "", "-bots", "0", "-players", "128", "-conns-per-remote", "0", "-state", t.TempDir(), "-save-every", "1s",
	}}
	s.start()
	defer func() { s.kill() }()
	def := arena.Sized(128)
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	until(t, "the server to listen", func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	})
	ctx, leave := context.WithTimeout(t.Context(), 2*time.Minute)
	defer leave()
	diaries := make([]diary, players)
	var group sync.WaitGroup
	for i := range diaries {
		b := bot.New(bot.Config{
			URL: "ws://" + addr + "/ws", Def: def, Name: fmt.Sprint("bot ", i), Resume: true,
			OnFrame: diaries[i].frame,
		})
		group.Go(func() {
			if err := b.Run(ctx); err != nil {
				t.Errorf("bot %d: %v", i, err)
				leave()
			}
		})
	}
	playing := func(after time.Time) (n int, last time.Time) {
		for i := range diaries {
			d := &diaries[i]
			d.mu.Lock()
			if d.since.After(after) {
				n++
				if d.since.After(last) {
					last = d.since
				}
			}
			d.mu.Unlock()
		}
		return n, last
	}
	score := func() (sum int) {
		for i := range diaries {
			d := &diaries[i]
			d.mu.Lock()
			if n := len(d.seen); n > 0 {
				sum += int(d.seen[n-1].pilot.Score)
			}
			d.mu.Unlock()
		}
		return sum
	}
	until(t, "all to play", func() bool { n, _ := playing(time.Time{}); return n == players || ctx.Err() != nil })
	until(t, "blood", func() bool { return score() >= 20 || ctx.Err() != nil })

	s.kill()
	down := time.Now()
	s.start()
	at := s.restored()
	up := time.Now()
	until(t, "all to be back", func() bool { n, _ := playing(down); return n == players || ctx.Err() != nil })
	_, last := playing(down)
	until(t, "some more play", func() bool { return score() >= 25 || ctx.Err() != nil })
	leave()
	group.Wait()

	same := 0
	for i := range diaries {
		was, is := diaries[i].around(at)
		switch {
		case was.tick == 0 || is.tick == 0:
			t.Errorf("bot %d: seen last in tick %d and again in %d, with a checkpoint of %d", i, was.tick, is.tick, at)
		case is.id != was.id || is.pilot.Owner != was.pilot.Owner || diaries[i].name != fmt.Sprint("bot ", i):
			t.Errorf("bot %d was pilot %d of player %d, and is %d of %d, called %s", i, was.id, was.pilot.Owner, is.id, is.pilot.Owner, diaries[i].name)
		case is.pilot.Score < was.pilot.Score || is.pilot.Deaths < was.pilot.Deaths:
			t.Errorf("bot %d had %+v and has %+v", i, was.pilot, is.pilot)
		case is.pilot.Deaths == was.pilot.Deaths && was.pilot.Ship != 0:
			if same++; is.pilot.Ship != was.pilot.Ship {
				t.Errorf("bot %d flew ship %d and flies %d, without having died", i, was.pilot.Ship, is.pilot.Ship)
			}
		}
	}
	if same < players/2 {
		t.Errorf("only %d came back to a ship that is still the same", same)
	}
	t.Logf("restored from tick %d; all were back %v after the end of the server and %v after the rooms were; %d in the same ship",
		at, last.Sub(down), last.Sub(up), same)
	if took := last.Sub(up); took > 5*time.Second {
		t.Errorf("all were back only %v after the rooms were", took)
	}
}

// around is the last that was seen of a pilot at or before a tick on links before the newest, and the
// first on the newest.
func (d *diary) around(n game.TickNumber) (was, is entry) {
	for _, e := range d.seen {
		switch {
		case e.link == d.link:
			if is.tick == 0 {
				is = e
			}
		case e.tick <= n:
			was = e
		}
	}
	return was, is
}
