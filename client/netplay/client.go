package netplay

import (
	"fmt"
	"time"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// Config is what a client asks for in its Hello.
type Config struct {
	Name  string // wanted name; empty for a generated one
	Room  string // wanted room; empty for any
	Token string // for the server's authorization; empty for a guest

	// Resume is the token of an earlier link, to go on as the player of that one; nil for a new
	// player.
	Resume []byte

	// Encodings are those that may be used, best first. Default packed, then columns.
	Encodings []wire.Encoding
}

// Client is one end of one link, or of several of which each goes on where the one before was lost:
// it turns messages, inputs and the time into the messages to send and the world to draw. It has no
// socket and no clock; times count from any beginning, the same for all calls. It belongs to one
// goroutine. A new link needs a Relink or a new Client.
type Client struct {
	def     *game.Definition
	config  Config
	local   game.PlayerID // 0 until the first Welcome
	greeted bool          // Welcome has come on this link
	session session
	notice  *wire.CloseNotice
	drain   drain

	decoder *wire.FrameDecoder
	newest  *wire.Frame // the decoder's; nil before the first
	applier *snapshot.Applier
	scopes  map[game.ScopeID]*looks
	free    []*looks
	held    []HeldScope // scratch
	rows    int         // in all scopes
	gone    departures
	behind  bool // prediction has not seen the newest frame
	tick    game.TickNumber

	input   Clock
	ahead   game.TickNumber // by which inputs may be ahead of the newest frame
	began   game.TickNumber // of Welcome: the newest tick until there is a frame
	acked   game.TickNumber
	saidAt  time.Duration // when the last message was made
	remote  RemoteClock
	history *History
	moment  game.ViewTick
	predict *prediction

	events  eventQueue
	roster  []wire.RosterEntry
	chat    []wire.ChatLine
	said    int
	stats   Stats
	traffic traffic
	drawn   *game.Rows
	view    View
	inputs  wire.Inputs
	out     []byte

	verified wire.Verified
	answer   []byte // to be sent; empty for none
}

// New makes a client of a game whose definition is complete.
func New(def *game.Definition, c Config) *Client {
	return &Client{
		def: def, config: c.withDefaults(), session: session{token: c.Resume}, decoder: wire.NewFrameDecoder(def.Schema), applier: snapshot.NewApplier(def.Schema),
		scopes: map[game.ScopeID]*looks{}, gone: departures{},
		drawn: game.NewRows(def.Schema),
	}
}

func (c Config) withDefaults() Config {
	if c.Encodings == nil {
		c.Encodings = []wire.Encoding{wire.EncodingPacked, wire.EncodingColumns}
	}
	return c
}

// Hello is the first message to send.
func (c *Client) Hello() []byte {
	return wire.AppendHello(nil, &wire.Hello{
		ProtocolVersion: wire.ProtocolVersion, Game: c.def.Name, GameVersion: c.def.Version, SchemaHash: c.def.Schema.Hash(),
		Room: c.config.Room, Name: c.config.Name, Token: c.config.Token,
		ResumeToken: c.config.Resume, Encodings: c.config.Encodings,
	})
}

// Joined reports whether the server has let the client in and sent a first frame, on this link.
func (c *Client) Joined() bool { return c.tick != 0 }

// Welcomed reports whether the server has let the client in, on this link.
func (c *Client) Welcomed() bool { return c.greeted }

// Local is the player that the client is, or was last; 0 before the first Welcome.
func (c *Client) Local() game.PlayerID { return c.local }

// Tick is the tick of the newest frame.
func (c *Client) Tick() game.TickNumber { return c.tick }

// TickRate is how many ticks a second the server makes; 0 before Welcome.
func (c *Client) TickRate() int {
	if c.predict == nil {
		return 0
	}
	return c.predict.def.TickRate
}

// Notice is why the server is about to close the link, if it said so.
func (c *Client) Notice() (wire.CloseNotice, bool) {
	if c.notice == nil {
		return wire.CloseNotice{}, false
	}
	return *c.notice, true
}

// Roster is who is in the room, in order of player.
func (c *Client) Roster() []wire.RosterEntry { return c.roster }

// Chat is the last lines of chat, oldest first.
func (c *Client) Chat() []wire.ChatLine { return c.chat }

// Said is how many lines of chat there were, forgotten ones included.
func (c *Client) Said() int { return c.said }

// Held goes through the scopes that the client holds, with their newest content; for oracles.
func (c *Client) Held(f func(game.ScopeID, *snapshot.Content)) {
	for id, l := range c.scopes {
		f(id, &l.base)
	}
}

// Told goes through the events that the newest frame brought, scope by scope and in their order,
// whether or not they are due to be shown; for oracles. It is valid until the next Receive.
func (c *Client) Told(f func(game.ScopeID, *wire.Event)) {
	if c.newest == nil {
		return
	}
	for i := range c.newest.Scopes {
		s := &c.newest.Scopes[i]
		for k := range s.Events {
			f(s.ID, &s.Events[k])
		}
	}
}

// Merged is all that the client holds as one world, as of the newest frame: what prediction
// starts from. It is nil before Welcome, must not be changed, and is valid until the next
// Receive.
func (c *Client) Merged() *game.Rows {
	if c.predict == nil {
		return nil
	}
	c.settle()
	return c.predict.server
}

// Receive takes a message of the server that arrived at a time. After an error the link cannot
// go on; close it as CloseBad.
func (c *Client) Receive(msg []byte, now time.Duration) error {
	kind, err := wire.ServerKind(msg)
	if err != nil {
		return err
	}
	switch {
	case kind == wire.KindFrame && c.greeted:
		return c.frame(msg, now)
	case kind == wire.KindWelcome && !c.greeted:
		return c.welcome(msg, now)
	case kind == wire.KindCloseNotice:
		n, err := wire.DecodeCloseNotice(msg)
		if err == nil {
			c.notice = &n
		}
		return err
	default:
		return fmt.Errorf("netplay: message of kind %d at the wrong time", kind)
	}
}

// firstRTT is what the clock assumes before the first frame tells how early inputs arrive.
const firstRTT = 100 * time.Millisecond

func (c *Client) welcome(msg []byte, now time.Duration) error {
	w, err := wire.DecodeWelcome(msg)
	if err != nil {
		return err
	}
	if w.SchemaHash != c.def.Schema.Hash() {
		return fmt.Errorf("netplay: the server's schema %x is not ours, %x", w.SchemaHash, c.def.Schema.Hash())
	}
	if !c.goesOn(&w, now) {
		rtt := c.stats.RTT // of an earlier link: better than a guess
		if rtt == 0 {
			rtt = firstRTT
		}
		c.input.Start(w.Tick, w.TickRate, rtt, now)
		c.remote = NewRemoteClock(w.TickRate, w.SendEvery)
	}
	if w.Player != c.local || !w.Resumed {
		c.chat = nil // of another room, for all that is known
	}
	c.greeted, c.local = true, w.Player
	c.session.welcome(&w)
	c.began, c.ahead = w.Tick, game.TickNumber(min(w.MaxInputLead, inputMemory(w.TickRate)-1))
	def := *c.def
	def.TickRate, def.SendEvery, def.SendIdle = w.TickRate, w.SendEvery, w.SendIdle // the server's word is what counts
	c.history = NewHistory(def.Schema, w.TickRate, w.TickRate+2)
	if def.Quiet() {
		c.history.Quiet = def.SendEvery
	}
	c.predict = newPrediction(&def, w.Player, w.PublicSeed)
	return nil
}

func (c *Client) frame(msg []byte, now time.Duration) error {
	f, err := c.decoder.Decode(msg)
	if err != nil {
		return err
	}
	if f.Tick <= c.tick || f.Tick < c.began {
		// Inputs are made from Welcome's tick on: a frame from long before would have all of them
		// predicted anew, and that can be billions.
		return fmt.Errorf("netplay: frame of tick %d after %d", f.Tick, max(c.tick, c.began))
	}
	c.history.Frame(f.Tick)
	for _, id := range f.Left {
		if l := c.scopes[id]; l != nil {
			c.rows -= l.base.Rows()
			c.gone.all(c.def.Schema, &l.base)
			c.free = append(c.free, l)
			delete(c.scopes, id)
			c.history.Left(id, f.Tick)
		}
	}
	for i := range f.Scopes {
		if err := c.scope(&f.Scopes[i]); err != nil {
			return err
		}
	}
	if c.rows > wire.MaxRows {
		return fmt.Errorf("netplay: %d rows in all scopes, at most %d are taken", c.rows, wire.MaxRows)
	}
	if err := c.people(f); err != nil {
		return err
	}
	c.forget()
	c.tick, c.newest = f.Tick, f
	c.verify(f.Verify, f.Tick)
	c.input.Frame(f.Tick, now)
	c.remote.Frame(f.Tick, now)
	c.drain.frame(f, now)
	if f.InputTick != 0 {
		c.stats.InputTick = f.InputTick
		c.stats.InputMargin = time.Duration(f.InputMargin) * time.Microsecond
		c.input.Margin(f.InputTick, c.stats.InputMargin, now)
	}
	if f.RTTMicros != 0 {
		c.stats.RTT = time.Duration(f.RTTMicros) * time.Microsecond
		c.stats.Jitter = time.Duration(f.JitterMicros) * time.Microsecond
	}
	c.session.renew(f.ResumeToken)
	c.traffic.add(len(msg), now)
	c.stats.Frames++

	c.behind = true
	return nil
}

// settle brings the prediction up to the newest frame. It waits until somebody looks: after a stall
// many frames come at once, and each would have everything since predicted anew. Frames between do
// not count as mispredictions; nobody saw what was predicted when they came.
func (c *Client) settle() {
	if !c.behind {
		return
	}
	c.behind = false
	if c.predict.correct(c.tick, c.hold(), c.gone, c.traffic.newest) {
		c.stats.Mispredictions++
	}
}

// Advance makes the input ticks that are due: it predicts them and returns the message to send,
// nil when none is due. vals is what the devices say now; fields that are edges count for the
// first of the ticks only. The message is valid until the next call.
func (c *Client) Advance(now time.Duration, vals []int32) []byte {
	return c.advance(now, func(n game.TickNumber, first bool) []int32 {
		return c.predict.step(n, vals, first, now)
	})
}

// Play is Advance for a client that nobody sits at: the input is what game.Bots says of the part
// of the world that the client holds, as predicted so far. It is nil for a game without bots.
func (c *Client) Play(now time.Duration) []byte {
	if !c.greeted || c.predict.bots == nil {
		return nil
	}
	return c.advance(now, func(n game.TickNumber, _ bool) []int32 { return c.predict.play(n, now) })
}

// ackAfter is after how long without a message a new frame is acknowledged by one without
// inputs: the server sends less to those who owe it more than half a second's acknowledgements.
const ackAfter = 100 * time.Millisecond

func (c *Client) advance(now time.Duration, step func(n game.TickNumber, first bool) []int32) []byte {
	if !c.greeted {
		return nil
	}
	c.settle()
	// The server closes links for inputs from too far in the future, and its own standing still
	// would be reason enough: what it has been seen to step is all that is sure.
	c.input.Limit(int64(max(c.tick, c.began)) + int64(c.ahead))
	from, to := c.input.Advance(now)
	if from >= to && (c.acked == c.tick || now-c.saidAt < ackAfter) {
		return nil
	}
	in := &c.inputs
	in.Ack, in.View = c.tick, c.moment
	in.Inputs = in.Inputs[:0]
	for n := from; n < to; n++ {
		got := step(n, n == from)
		in.Inputs = append(in.Inputs, wire.Input{Tick: n, Vals: got})
		c.events.predicted(c.def.Schema, c.predict.host.Events(), c.tick != 0)
	}
	c.acked, c.saidAt = c.tick, now
	c.out = wire.AppendInputs(c.out[:0], in)
	return c.out
}
