package gate_test

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/metrics"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// lounge is a game in which nothing is: what its players take is the engine's.
type lounge struct{}

func (lounge) Join(*game.Tick, game.Player)    {}
func (lounge) Leave(*game.Tick, game.PlayerID) {}
func (lounge) Step(*game.Tick)                 {}
func (lounge) Save(*game.Rows)                 {}
func (lounge) Load(*game.Rows)                 {}

// inUse is the memory of objects that are reachable, and of goroutines' stacks.
func inUse() int64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/memory/classes/heap/stacks:bytes"}}
	for range 3 { // pools give up what they hold at the second collection, stacks shrink at each
		runtime.GC()
	}
	metrics.Read(s)
	return int64(s[0].Value.Uint64() + s[1].Value.Uint64())
}

// TestAnIdlePlayerIsSmall lets hundreds in who then say nothing, and looks what each has of the heap
// and of stacks: link, seat, peer, cursors, and on the plain way a goroutine with gws's buffers. The
// other ends are bare sockets, which have nothing of either. The budgets are a fifth above what was
// measured.
func TestAnIdlePlayerIsSmall(t *testing.T) {
	if gate.Raced() {
		t.Skip("the race detector has memory of its own in everything")
	}
	for _, row := range []struct {
		way    gate.IO
		budget int64 // bytes per player
	}{
		{gate.IOTick, 2450},
		{gate.IOPlain, 13_600},
	} {
		t.Run(string(row.way), func(t *testing.T) {
			const first, more = 100, 400 // what only the first need is not counted
			d := &door{t: t}
			d.open(row.way, first+more)
			d.let(first)
			before := inUse()
			for range more / first { // a room takes no more than 256 in one tick
				d.let(first)
			}
			each := (inUse() - before) / more
			// Readers whose sockets have moved to the room are still on their way out.
			again := time.NewTicker(50 * time.Millisecond)
			defer again.Stop()
			for range 40 {
				if each <= row.budget {
					break
				}
				<-again.C
				each = min(each, (inUse()-before)/more)
			}
			t.Logf("%d bytes per player", each)
			if each > row.budget {
				t.Errorf("%d bytes per player, want %d at most", each, row.budget)
			}
		})
	}
}

// door is a server that is read by nobody.
type door struct {
	t       *testing.T
	def     *game.Definition
	lobby   *lobby.Lobby
	gate    *gate.Gate
	addr    string
	sockets []int
}

func (d *door) open(way gate.IO, players int) {
	d.def = &game.Definition{
		Name: "lounge", Schema: game.NewSchema(game.SchemaConfig{Input: game.NewInput[lounge]()}),
		Limits: game.Limits{MaxPlayers: players}, New: func(uint64) game.World { return lounge{} },
	}
	if err := d.def.Complete(); err != nil {
		d.t.Fatal(err)
	}
	poller, err := way.Poller(false)
	if err != nil {
		d.t.Fatal(err)
	}
	d.lobby = lobby.New(lobby.Config{Room: room.Config{Def: d.def, Slow: time.Hour, Poller: poller}})
	limits := gate.Limits{IdleTimeout: time.Hour, ConnsPerRemote: -1, Joins: gate.Rate{PerSecond: -1}}
	d.gate = gate.New(gate.Config{Def: d.def, Rooms: d.lobby, Limits: limits, PingEvery: time.Hour})
	web := httptest.NewServer(d.gate)
	d.addr = web.Listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = d.lobby.Run(ctx) })
	running.Go(func() { _ = d.gate.Run(ctx) })
	d.t.Cleanup(func() {
		for _, s := range d.sockets {
			_ = unix.Close(s)
		}
		cancel()
		running.Wait()
		web.Close()
	})
}

// knock says hello on a connection of its own, with a resume token or nil.
func (d *door) knock(token []byte) (net.Conn, *bufio.Reader, error) {
	hello := wire.AppendHello(nil, &wire.Hello{ProtocolVersion: wire.ProtocolVersion, Game: d.def.Name, Name: "ada", ResumeToken: token})
	c, err := net.Dial("tcp", d.addr)
	if err != nil {
		return nil, nil, err
	}
	fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: %s\r\n\r\n", wire.Subprotocol)
	r := bufio.NewReader(c)
	if resp, err := http.ReadResponse(r, nil); err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		return nil, nil, fmt.Errorf("%+v, %w", resp, err)
	}
	_, err = c.Write(masked(hello))
	return c, r, err
}

// masked is a short message under a mask that changes nothing.
func masked(msg []byte) []byte {
	if len(msg) > 125 {
		return append([]byte{0x82, 0x80 | 126, byte(len(msg) >> 8), byte(len(msg)), 0, 0, 0, 0}, msg...)
	}
	return append([]byte{0x82, 0x80 | byte(len(msg)), 0, 0, 0, 0}, msg...)
}

// let brings players in, and waits until the room has them and what brought them is gone.
func (d *door) let(n int) {
	for range n {
		c, _, err := d.knock(nil)
		if err != nil {
			d.t.Fatal(err)
		}
		d.sockets = append(d.sockets, bare(d.t, c))
	}
	limit, again := time.After(20*time.Second), time.NewTicker(time.Millisecond)
	defer again.Stop()
	seen := game.TickNumber(0)
	for {
		select {
		case <-limit:
			d.t.Fatal("not all were let in")
		case <-again.C:
		}
		rooms, _ := d.lobby.Status()
		if rooms[0].People != len(d.sockets) {
			continue
		}
		if seen == 0 {
			seen = rooms[0].Tick
		}
		if rooms[0].Tick > seen+5 { // readers have ended, and the roster has been told
			return
		}
	}
}

// bare takes the socket out of a connection, which goes.
func bare(t *testing.T, c net.Conn) int {
	raw, err := c.(*net.TCPConn).SyscallConn() //nolint:errcheck // net.Dial("tcp") gave it
	if err != nil {
		t.Fatal(err)
	}
	s := -1
	if err := raw.Control(func(fd uintptr) { s, err = unix.FcntlInt(fd, unix.F_DUPFD_CLOEXEC, 0) }); err != nil || s < 0 {
		t.Fatal(err)
	}
	_ = c.Close()
	return s
}
