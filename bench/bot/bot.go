package bot

import (
	"context"
	"fmt"
	"sync"
	"time"

	"tickwire/bench/histogram"
	"tickwire/bench/monkey"
	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/client/redial"
	"tickwire/game"
	"tickwire/proto/wire"
)

// Config says who plays where. URL and Def are required.
type Config struct {
	URL  string           // of the server's WebSocket
	Def  *game.Definition // complete
	Name string           // empty for a generated one
	Room string           // empty for any
	Seed uint64           // of the monkey, where the game has no bots

	// Encodings are those that the bot may be sent, best first; nil for netplay's default.
	Encodings []wire.Encoding

	// Resume says that the bot comes back when its link is lost, for as long as the server keeps its
	// place, and ends only then.
	Resume bool

	// Transport is by which transports the bot gets there. Default redial.Auto, which is a WebSocket for
	// a bot without Resume: only one that dials again tries another way.
	Transport redial.Transport

	// PollEvery is the time between two looks with redial.Polling, default 1 s, and PollWait for how long
	// a request of long polling may be held, default 1 s too; see link.Config.
	PollEvery, PollWait time.Duration

	// Prepare changes the configuration of each link before it is made, for those who call Update: they may
	// want another transport for each, or no true chance. Nil changes nothing.
	Prepare func(*link.Config)

	// Native is how the bot reaches its server; see link.Config.
	Native link.Native

	// Alter changes a message on its way to the client, for tests that plant what a slip in the
	// server would send. It may return what it was given. Nil alters nothing.
	Alter func(c *netplay.Client, msg []byte) []byte

	// OnFrame is called after each frame that was applied; an error ends the bot. Nil for nobody.
	OnFrame func(*netplay.Client) error

	// Latency is given the time from each input that counted to the arrival of the first frame
	// whose tick is at or after the input's: the world with the input in it. The lead that the
	// client keeps, so that its inputs come in time, is part of it. Interval is given the time
	// between two frames. Nil is allowed.
	Latency, Interval *histogram.Histogram
}

// ClosedError says that the link ended though nobody here wanted it to.
type ClosedError struct {
	Code   wire.CloseCode
	Reason string
	Err    error // of the network; nil when the server closed in good order
}

func (e *ClosedError) Error() string {
	return fmt.Sprintf("bot: the link was closed with code %d: %s", e.Code, e.Reason)
}

func (e *ClosedError) Unwrap() error { return e.Err }

// Stats are what a bot knows of itself.
type Stats struct {
	netplay.Stats
	Link      link.Stats
	Transport link.Transport // of the newest link
	Joined    bool
}

// Bot is one headless client.
type Bot struct {
	cfg    Config
	link   *link.Link
	client *netplay.Client
	monkey *monkey.Monkey // nil when the game plays
	start  time.Time
	hello  bool // sent
	sent   pending
	inputs wire.Inputs
	fields int
	frame  time.Duration // when the newest came; 0 for none

	sending time.Duration // when inputs were made last
	silence redial.Silence
	better  redial.Upgrade
	hurry   bool       // the place is kept, for all that is known, or there is another way to try
	earlier link.Stats // of links before this one

	mu    sync.Mutex
	stats Stats
}

// New makes a bot. Nothing happens until Run.
func New(cfg Config) *Bot {
	b := &Bot{cfg: cfg, start: time.Now(), fields: len(cfg.Def.Schema.Input().Fields)}
	b.link = link.New(b.prepared())
	b.client = netplay.New(cfg.Def, netplay.Config{Name: cfg.Name, Room: cfg.Room, Encodings: cfg.Encodings})
	if _, plays := cfg.Def.New(0).(game.Bots); !plays {
		b.monkey = monkey.New(cfg.Def.Schema, cfg.Seed)
	}
	return b
}

// config is that of a link which is not dialled by a redial.Dialer.
func (b *Bot) config() link.Config {
	c := link.Config{
		URL: b.cfg.URL, Transport: b.cfg.Transport.Link(), PollEvery: b.cfg.PollEvery, PollWait: b.cfg.PollWait,
		Now: b.Now, Native: b.cfg.Native,
	}
	if c.PollWait == 0 {
		c.PollWait = time.Second
	}
	return c
}

// prepared is config for a link of New and Redial.
func (b *Bot) prepared() link.Config {
	c := b.config()
	if b.cfg.Prepare != nil {
		b.cfg.Prepare(&c)
	}
	return c
}

// Client is what the bot plays with; for Run's goroutine, and for others once Run has returned.
func (b *Bot) Client() *netplay.Client { return b.client }

// Link is the bot's way to the server. Who calls Update instead of Run has to run it.
func (b *Bot) Link() *link.Link { return b.link }

// Stats are the figures as of the last thing that happened.
func (b *Bot) Stats() Stats {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stats
}

// Now is the time on the bot's clock, which counts from New.
func (b *Bot) Now() time.Duration { return time.Since(b.start) }

// Run connects and plays. When ctx ends it leaves the room, waits for the link to close and
// returns nil; it returns a ClosedError when the link ends before, or ends and cannot be replaced,
// and the error of OnFrame.
func (b *Bot) Run(ctx context.Context) error {
	if b.cfg.Resume {
		return b.comeBack(ctx)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = b.link.Run(context.Background()) // ended by Close below, in good order; closed tells how
	}()
	err := b.play(ctx)
	if err == nil {
		b.Leave()
	} else {
		b.link.Close(uint16(wire.CloseNormal), "")
	}
	<-done
	b.publish()
	return err
}

// Leave says good-bye and closes the link, after what has been sent.
func (b *Bot) Leave() {
	_ = b.link.Send(wire.AppendLeave(nil)) // not accepted where the link is gone, or not open yet
	b.link.Close(uint16(wire.CloseNormal), "")
}

// Update is one turn without Run and its goroutine, for those who have a clock of their own: it takes
// all that has arrived and makes the inputs that are due. The errors are those of Run. It is to be
// called about twice in a tick, and a bot that is not, for a while, is one whose tab is hidden.
func (b *Bot) Update() error {
	if err := b.receive(context.Background()); err != nil {
		return err
	}
	return b.send()
}

func (b *Bot) play(ctx context.Context) error {
	// Twice as often as there are ticks, so that an input is half a tick late at most.
	ticker := time.NewTicker(time.Second / time.Duration(2*b.cfg.Def.TickRate))
	defer ticker.Stop()
	if err := b.receive(ctx); err != nil { // a link that is open already does not tell of it again
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-b.better.Wait():
			if err := b.receive(ctx); err != nil {
				return err
			}
		case <-b.link.Wait():
			if err := b.receive(ctx); err != nil {
				return err
			}
		case <-ticker.C:
			if err := b.send(); err != nil {
				return err
			}
			if b.better.Looking() { // its times come without messages, too
				if err := b.receive(ctx); err != nil {
					return err
				}
			}
		}
	}
}

// silence is for how long frames are taken before the inputs that are due are made, and all frames so
// far acknowledged. A client that is slower than its server is never done with what has arrived, and
// a server takes one that acknowledges nothing for dead.
const silence = 100 * time.Millisecond

// receive takes all that has arrived until ctx ends, then looks whether the link still stands.
func (b *Bot) receive(ctx context.Context) error {
	state := b.link.State()
	if state == link.Open && !b.hello {
		b.hello = true
		b.silence.Begin(b.Now(), b.hurry, b.link.Patience())
		if err := b.link.Send(b.client.Hello()); err != nil {
			return b.closed()
		}
	}
	for m, ok := b.link.Poll(); ok && ctx.Err() == nil; m, ok = b.link.Poll() {
		if err := b.take(ctx, m); err != nil {
			return err
		}
	}
	if b.client.Welcomed() {
		b.silence.Welcomed()
	}
	b.publish()
	switch moved, err := b.improve(ctx); {
	case err != nil || moved:
		return err
	case state == link.Closed && !b.better.Pending():
		return b.closed()
	}
	return nil
}

// take takes a message.
func (b *Bot) take(ctx context.Context, m link.Message) error {
	was := b.client.Tick()
	if b.cfg.Alter != nil {
		m.Data = b.cfg.Alter(b.client, m.Data)
	}
	if err := b.client.Receive(m.Data, m.At); err != nil {
		return err
	}
	if msg := b.client.Answer(); msg != nil && b.link.Send(msg) != nil {
		return b.closed()
	}
	if b.client.Tick() == was {
		return nil
	}
	if err := b.framed(m.At); err != nil {
		return err
	}
	if ctx.Err() == nil && b.Now()-b.sending > silence {
		return b.send()
	}
	return nil
}

// framed measures and shows a frame that was applied.
func (b *Bot) framed(at time.Duration) error {
	if b.frame != 0 && b.cfg.Interval != nil {
		b.cfg.Interval.Add(at - b.frame)
	}
	b.frame = at
	if s := b.client.Stats(at); b.cfg.Latency != nil {
		b.sent.frame(s.Tick, at)
		b.sent.counted(s.InputTick, s.InputMargin < 0, b.cfg.Latency)
	}
	if b.cfg.OnFrame != nil {
		return b.cfg.OnFrame(b.client)
	}
	return nil
}

// send makes the inputs that are due.
func (b *Bot) send() error {
	now := b.Now()
	b.sending = now
	if b.better.Pending() && b.link.State() == link.Closed {
		return nil
	}
	if b.cfg.Resume && b.hello && b.silence.Over(now, b.link.Heard()) {
		if token, _ := b.client.Resume(); token == nil && !b.client.Welcomed() {
			_ = b.link.Send(wire.AppendLeave(nil)) // should the server have let in somebody of whom nobody knows
		}
		b.link.Close(uint16(wire.CloseIdle), "nothing comes any more")
		return b.closed()
	}
	b.client.Draw(now) // tells the moment that the server is told of
	b.client.Events(func(*game.EventLog) {})
	var msg []byte
	if b.monkey == nil {
		msg = b.client.Play(now)
	} else {
		msg = b.client.Advance(now, b.monkey.Press())
	}
	if msg == nil {
		return nil
	}
	if err := b.link.Send(msg); err != nil {
		return b.closed()
	}
	if err := wire.DecodeInputs(&b.inputs, msg, b.fields); err != nil {
		return err
	}
	for i := range b.inputs.Inputs {
		b.sent.made(b.inputs.Inputs[i].Tick, now)
	}
	b.publish()
	return nil
}

func (b *Bot) closed() error {
	code, reason, err := b.link.Closed()
	return &ClosedError{Code: wire.CloseCode(code), Reason: reason, Err: err}
}

func (b *Bot) publish() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stats = Stats{Stats: b.client.Stats(b.Now()), Link: b.earlier.Plus(b.link.Stats()), Transport: b.link.Transport(), Joined: b.client.Joined()}
}
