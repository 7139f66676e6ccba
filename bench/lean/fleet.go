package lean

import (
	"context"
	"fmt"
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

	// Encodings are those that players may be sent, best first. Default: packed, then columns.
	Encodings []wire.Encoding

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
	readers                                      sync.WaitGroup

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

// Join connects one player and returns when the server has let it in.
func (f *Fleet) Join(ctx context.Context, name string) error {
	conn, rest, err := dial(ctx, f.cfg.URL)
	if err != nil {
		return err
	}
	p := &player{fleet: f, conn: conn, buf: append(make([]byte, 0, 1024), rest...), have: len(rest)}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	w, err := p.hello(name)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err == nil && !f.enter(p, w) {
		err = context.Canceled
	}
	if err != nil {
		conn.Close()
		return fmt.Errorf("lean: join: %w", err)
	}
	return nil
}

// enter starts the player's reader and makes Run send for it, unless Run has ended.
func (f *Fleet) enter(p *player, w *wire.Welcome) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return false
	}
	p.clock = f.clocks[w.Room]
	if p.clock == nil {
		p.clock = &clock{period: time.Second / time.Duration(w.TickRate)}
		f.clocks[w.Room] = p.clock
	}
	p.keys = monkey.New(f.cfg.Def.Schema, uint64(w.Player))
	slot := f.joined % slots
	f.joined++
	f.players[slot][p] = struct{}{}
	f.connected.Add(1)
	f.readers.Go(func() {
		code := p.read()
		f.connected.Add(-1)
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.players[slot], p)
		f.closes[code]++
	})
	return true
}

// hello introduces the player and waits for the Welcome.
func (p *player) hello(name string) (*wire.Welcome, error) {
	var err error
	if p.out, err = newWriter(p.conn); err != nil {
		return nil, err
	}
	def := p.fleet.cfg.Def
	p.put(opBinary, wire.AppendHello(nil, &wire.Hello{
		ProtocolVersion: wire.ProtocolVersion, Game: def.Name, GameVersion: def.Version, SchemaHash: def.Schema.Hash(),
		Room: p.fleet.cfg.Room, Name: name, Encodings: p.fleet.cfg.Encodings,
	}))
	for {
		opcode, payload, rest, ok, err := cutFrame(p.buf[:p.have])
		switch {
		case err != nil:
			return nil, err
		case ok && opcode == opBinary:
			w, err := wire.DecodeWelcome(payload)
			p.have = copy(p.buf, rest)
			return &w, err
		case ok && opcode == opClose && len(payload) >= 2:
			code := wire.CloseCode(uint16(payload[0])<<8 | uint16(payload[1]))
			return nil, &RefusedError{Code: code, Reason: string(payload[2:])}
		case ok:
			p.have = copy(p.buf, rest) // a ping; there is time for it later
			continue
		}
		if p.have == len(p.buf) {
			p.buf = append(p.buf, make([]byte, 1024)...)
		}
		n, err := p.conn.Read(p.buf[p.have:])
		if p.have += n; err != nil {
			return nil, err
		}
	}
}

// RefusedError says that the server closed the connection instead of letting a player in.
type RefusedError struct {
	Code   wire.CloseCode
	Reason string
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("refused with code %d: %s", e.Code, e.Reason)
}

// Run sends the inputs of all players until ctx ends, then lets them leave and waits for their
// readers. It may be called once.
func (f *Fleet) Run(ctx context.Context) error {
	period := time.Second / time.Duration(f.cfg.Def.TickRate) / slots
	timer := time.NewTimer(period)
	defer timer.Stop()
	due := f.now() + period
	var batch []*player
	for slot := 0; ; {
		select {
		case <-ctx.Done():
			f.end()
			return nil
		case <-timer.C:
		}
		// What is overdue goes out now, each with its own time: nothing is dropped to catch up.
		for ; due <= f.now(); due += period {
			batch = f.batch(batch[:0], slot)
			for _, p := range batch {
				p.input(f.now())
			}
			slot = (slot + 1) % slots
		}
		timer.Reset(due - f.now())
	}
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

func (f *Fleet) end() {
	f.mu.Lock()
	f.ended = true
	f.mu.Unlock()
	for slot := range slots {
		for _, p := range f.batch(nil, slot) {
			p.leave()
		}
	}
	f.readers.Wait()
}
