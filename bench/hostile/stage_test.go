package hostile_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/bench/rig"
	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stage is a server with a yard, and an honest player in it.
type stage struct {
	t      *testing.T
	def    *game.Definition
	world  witness
	server *host.Server
	log    log
	honest *honest
}

// patience is how long anything may take on a machine that does much else meanwhile.
const patience = 20 * time.Second

// bothWays runs a test with both ways of I/O.
func bothWays(t *testing.T, f func(t *testing.T, way gate.IO)) {
	t.Parallel()
	for _, way := range []gate.IO{gate.IOPlain, gate.IOAuto} {
		t.Run(string(way), func(t *testing.T) { t.Parallel(); f(t, way) })
	}
}

// perform starts a server. Its honest player is looked at again when the test ends.
func perform(t *testing.T, way gate.IO, cfg host.Config) *stage {
	t.Helper()
	s := &stage{t: t}
	s.def = &game.Definition{
		Name: "yard", Version: 1, Schema: yardSchema, Limits: game.Limits{MaxPlayers: 400},
		New: func(uint64) game.World { return &yard{seen: &s.world} },
	}
	cfg.Def, cfg.IO, cfg.Addr, cfg.Admin, cfg.NoPage = s.def, way, "127.0.0.1:0", "127.0.0.1:0", true
	cfg.Log = slog.New(slog.NewTextHandler(&s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	s.server = rig.Run(t, cfg)
	if err := s.def.Complete(); err != nil {
		t.Fatal(err)
	}
	if !cfg.NoGuests {
		s.honest = s.play()
		t.Cleanup(func() { s.honest.check() })
	}
	return s
}

// metric reads one of the server's numbers.
func (s *stage) metric(name string) float64 {
	s.t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	resp, err := client.Get("http://" + s.server.AdminAddr().String() + "/metrics")
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindSubmatch(page)
	if m == nil {
		return 0 // of a code that has not been seen yet
	}
	v, err := strconv.ParseFloat(string(m[1]), 64)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// until waits for something that the server does by itself.
func (s *stage) until(what string, holds func() bool) {
	s.t.Helper()
	limit, again := time.After(patience), time.NewTicker(5*time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-limit:
			s.t.Fatalf("waited in vain until %s", what)
		case <-again.C:
		}
	}
}

// steps waits until the world has stepped so often more.
func (s *stage) steps(n int) {
	s.t.Helper()
	from, _ := s.world.count()
	s.until(fmt.Sprintf("the world has stepped %d times", n), func() bool {
		now, _ := s.world.count()
		return now >= from+n
	})
}

// honest is a player who walks, and is sent every tick.
type honest struct {
	*peer
	ended chan struct{}
	began time.Time
	from  int // ticks that the world had stepped

	mu     sync.Mutex
	frames int
	gaps   int
	last   game.TickNumber
	names  map[game.PlayerID]string
	said   []string
}

func (s *stage) play() *honest {
	s.t.Helper()
	h := &honest{peer: s.join("honest"), ended: make(chan struct{}), began: time.Now(), names: map[game.PlayerID]string{}}
	h.from, _ = s.world.count()
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(h.ended)
		for h.receive() == nil && ctx.Err() == nil {
		}
	}()
	s.t.Cleanup(func() { cancel(); h.c.Close(); <-h.ended })
	return h
}

// receive takes one message and answers it.
func (h *honest) receive() error {
	op, msg, err := h.read()
	if err != nil || op == opClose {
		return io.EOF
	}
	if op == opPing {
		return h.write(opPong, msg)
	}
	f, err := h.decoder.Decode(msg)
	if err != nil {
		return err
	}
	h.mu.Lock()
	if h.frames++; h.last != 0 && f.Tick != h.last+1 {
		h.gaps++
	}
	h.last = f.Tick
	for _, e := range f.Roster {
		if delete(h.names, e.Player); !e.Left {
			h.names[e.Player] = e.Name
		}
	}
	for _, l := range f.Chat {
		h.said = append(h.said, l.Text)
	}
	h.mu.Unlock()
	return h.write(opBinary, wire.AppendInputs(nil, &wire.Inputs{
		Ack: f.Tick, Inputs: []wire.Input{{Tick: f.Tick + 3, Vals: []int32{1}}},
	}))
}

// check looks at what the honest player has seen: every tick in order, and most of those that time had.
func (h *honest) check() {
	s := h.stage
	h.mu.Lock()
	frames, gaps := h.frames, h.gaps
	h.mu.Unlock()
	select {
	case <-h.ended:
		s.t.Error("the honest player has lost its link")
	default:
	}
	ticks, _ := s.world.count()
	due := int(time.Since(h.began) * time.Duration(s.def.TickRate) / time.Second)
	overruns := s.metric("tickwire_tick_overruns_total")
	s.t.Logf("%d of %d ticks stepped, %.0f given up; the honest player was sent %d, with %d gaps", ticks-h.from, due, overruns, frames, gaps)
	if gaps > frames/20 || frames < (ticks-h.from)*9/10-5 {
		s.t.Errorf("the honest player was sent %d frames with %d gaps in %d ticks", frames, gaps, ticks-h.from)
	}
	if ticks-h.from < due/2-10 {
		s.t.Errorf("%d ticks were stepped of %d that were due", ticks-h.from, due)
	}
}

// heard reports whether somebody said a line.
func (h *honest) heard(text string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.said {
		if s == text {
			return true
		}
	}
	return false
}

func (h *honest) lines() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.said)
}

// name is what a player is called.
func (h *honest) name(p game.PlayerID) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.names[p]
}

// log keeps what the server says.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
