package lean

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"tickwire/bench/histogram"
	"tickwire/bench/monkey"
	"tickwire/game"
	"tickwire/proto/wire"
)

// Config says what the players play. URL and Def are required.
type Config struct {
	URL  string           // of the server's WebSocket: ws://host:port/path
	Def  *game.Definition // complete
	Room string           // empty for any

	// Source is the address to connect from; empty for any. An address has 28,000 ports for
	// one server, so more players on one machine need several: 127.0.0.2 and on.
	Source string

	// Encodings are those that players may be sent, best first. Default: packed, then columns.
	Encodings []wire.Encoding

	// Bare, where it has a Frame, makes a load of bytes alone. Of URL, the host counts then, and of
	// Def the rates.
	Bare Bare

	// Appetite is how many bytes each player reads in a second, as one does whose line is bad: 0 is
	// all that comes, negative is nothing, ever. What such a player has not read it does not
	// acknowledge, and it offers the server as little room for more as the kernel lets it.
	Appetite int

	// Latency is given the time from each input to the first frame that shows its tick, Interval
	// that between two frames of a player. Default: histograms that nobody sees.
	Latency, Interval *histogram.Histogram
}

// slots is into how many parts a tick's sends are divided. People press keys whenever they like:
// all at once would be a burst that no server sees in life.
const slots = 16

// Fleet is the players.
type Fleet struct {
	cfg   Config
	start time.Time

	sent, sentBytes, unsent, late, frames, bytes atomic.Uint64
	connected                                    atomic.Int64
	reads                                        reads

	mu      sync.Mutex
	ended   bool // no more may join
	joined  int
	players [slots]map[*player]struct{}
	clocks  map[string]*clock // by room
	closes  map[wire.CloseCode]int
}

// Counts are what a fleet did since it began.
type Counts struct {
	Connected    int // now
	Joined       int // ever
	Frames       uint64
	Bytes        uint64 // received, WebSocket's headers included
	Sent, Unsent uint64 // inputs; unsent are those that the kernel did not take
	SentBytes    uint64 // of the inputs that were sent, WebSocket's headers included
	Late         uint64 // inputs that the server had too late, of those that a frame told of
	Closes       map[wire.CloseCode]int
}

// Plus is what two fleets did together; their closes stay with each.
func (c Counts) Plus(o Counts) Counts {
	c.Connected += o.Connected
	c.Joined += o.Joined
	c.Frames += o.Frames
	c.Bytes += o.Bytes
	c.Sent += o.Sent
	c.SentBytes += o.SentBytes
	c.Unsent += o.Unsent
	c.Late += o.Late
	c.Closes = nil
	return c
}

// New makes a fleet without players.
func New(cfg Config) *Fleet {
	if cfg.Latency == nil {
		cfg.Latency = &histogram.Histogram{}
	}
	if cfg.Interval == nil {
		cfg.Interval = &histogram.Histogram{}
	}
	if cfg.Encodings == nil {
		cfg.Encodings = []wire.Encoding{wire.EncodingPacked, wire.EncodingColumns}
	}
	f := &Fleet{cfg: cfg, start: time.Now(), clocks: map[string]*clock{}, closes: map[wire.CloseCode]int{}}
	for i := range f.players {
		f.players[i] = map[*player]struct{}{}
	}
	return f
}

func (f *Fleet) now() time.Duration { return time.Since(f.start) }

// Counts are the totals so far.
func (f *Fleet) Counts() Counts {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := Counts{
		Connected: int(f.connected.Load()), Joined: f.joined, Frames: f.frames.Load(), Bytes: f.bytes.Load(),
		Sent: f.sent.Load(), SentBytes: f.sentBytes.Load(), Unsent: f.unsent.Load(), Late: f.late.Load(), Closes: map[wire.CloseCode]int{},
	}
	for code, n := range f.closes {
		c.Closes[code] = n
	}
	return c
}

// Join connects one player and returns when the server has let it in. Run plays for it.
func (f *Fleet) Join(ctx context.Context, name string) error {
	if f.cfg.Bare.Frame > 0 {
		return f.joinBare(ctx)
	}
	conn, rest, err := f.dial(ctx)
	if err != nil {
		return err
	}
	if f.cfg.Appetite != 0 {
		_ = conn.SetReadBuffer(1) // the least that there is
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	w, rest, err := f.hello(conn, rest, name)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = f.enter(conn, rest, w)
	}
	if err != nil {
		conn.Close()
		return fmt.Errorf("lean: join: %w", err)
	}
	return nil
}

// enter makes Run play for a player, unless it has ended. The connection is then the player's.
func (f *Fleet) enter(conn *net.TCPConn, rest []byte, w *wire.Welcome) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return context.Canceled
	}
	p := &player{fleet: f, part: rest, clock: f.clocks[w.Room], slot: f.joined % slots}
	if p.clock == nil {
		p.clock = &clock{period: time.Second / time.Duration(w.TickRate)}
		f.clocks[w.Room] = p.clock
	}
	p.keys = monkey.New(f.cfg.Def.Schema, uint64(w.Player))
	if err := f.reads.add(p, conn); err != nil {
		return err
	}
	f.joined++
	f.players[p.slot][p] = struct{}{}
	f.connected.Add(1)
	return nil
}

// gone takes a player out whose link has ended with a code.
func (f *Fleet) gone(p *player, code wire.CloseCode) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.connected.Add(-1)
	delete(f.players[p.slot], p)
	f.closes[code]++
}

// Run plays for all players until ctx ends, then lets them leave and waits for that. It may be
// called once.
func (f *Fleet) Run(ctx context.Context) error {
	if err := f.reads.open(); err != nil {
		return err
	}
	defer f.reads.close()
	period := time.Second / time.Duration(f.cfg.Def.TickRate) / slots
	due := f.now() + period
	var batch []*player
	for slot := 0; ctx.Err() == nil; {
		f.reads.until(f, due)
		// What is overdue goes out now, each with its own time: nothing is dropped to catch up.
		for ; due <= f.now(); due += period {
			batch = f.batch(batch[:0], slot)
			for _, p := range batch {
				if f.reads.feed(f, p) {
					p.input(f.now())
				}
			}
			slot = (slot + 1) % slots
		}
	}
	f.end()
	return nil
}

// bite is how many bytes a player with an appetite reads in a tick.
func (f *Fleet) bite() int {
	if f.cfg.Appetite < 0 {
		return 0
	}
	return max(f.cfg.Appetite/f.cfg.Def.TickRate, 1)
}

// batch copies a slot's players, so that sending holds no lock that joining needs.
func (f *Fleet) batch(dst []*player, slot int) []*player {
	f.mu.Lock()
	defer f.mu.Unlock()
	for p := range f.players[slot] {
		dst = append(dst, p)
	}
	return dst
}

// all is the players.
func (f *Fleet) all() (players []*player) {
	for slot := range slots {
		players = f.batch(players, slot)
	}
	return players
}

func (f *Fleet) end() {
	f.mu.Lock()
	f.ended = true
	f.mu.Unlock()
	for _, p := range f.all() {
		p.leave()
	}
	f.reads.end(f)
}
