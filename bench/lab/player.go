package lab

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"time"

	"tickwire/bench/bot"
	"tickwire/bench/oracle"
	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/client/redial"
	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/lobby"
)

const (
	firstPause = 250 * time.Millisecond // before a client dials again
	lastPause  = 4 * time.Second
)

// player is a person who plays the whole time: one link after another, as the same player unless it left.
// All its methods are for the agenda's goroutine.
type player struct {
	run  *trial
	id   int
	line *line
	rand *rand.Rand
	rank int
	step time.Duration // between two turns: half a tick

	bot      *bot.Bot         // nil while it is away for good
	follower *oracle.Follower // of the bot's client, on this link
	links    sync.WaitGroup   // goroutines of links, old ones too
	frame    game.TickNumber  // newest that has come
	online   bool             // it has a link
	greeted  bool             // and a Welcome on it
	kept     time.Duration    // until when the server must know it again, at least; 0 for never
	pause    time.Duration    // before the next dial
	turns    int              // counts up when the turns that are on the agenda are void
	asleep   time.Duration    // until when
	excused  time.Duration    // until when a link may end

	counts oracle.Counts // of the followers before
	dials  int
	tail   tail

	transport link.Transport // of the newest link
	chance    *rand.Rand     // of links
	fragile   time.Duration  // until when a good-bye by request need not arrive

	lines  int            // that it has said
	speaks time.Duration  // when it says the next one
	said   int            // lines that its client has had
	heard  map[string]int // the newest line of each
}

// transports are all that there are.
var transports = []link.Transport{link.WebSocket, link.LongPolling, link.Polling}

func newPlayer(r *trial, id int) *player {
	return &player{
		run: r, id: id, line: r.net.newLine(id, &Profile{Down: r.script.Down, Up: r.script.Up}), rank: rankOf(id, 0, rankTurn),
		rand: rand.New(rand.NewPCG(r.script.Seed, 1<<62|uint64(id))), step: time.Second / time.Duration(2*r.def.TickRate),
		pause: firstPause, transport: r.script.Transport, heard: map[string]int{},
		chance: rand.New(rand.NewPCG(r.script.Seed, 3<<61|uint64(id))),
	}
}

// dial opens a link and plays on it, as the player of the last one if that was lost.
func (p *player) dial() {
	p.dials++
	if p.bot == nil {
		p.bot = p.newcomer()
	} else {
		p.bot.Redial()
	}
	p.online, p.greeted, p.frame = true, false, 0
	p.follower = p.run.server.truth.Follow(p.bot.Client())
	l := p.bot.Link()
	p.links.Go(func() {
		_ = l.Run(context.Background()) // it is closed in good order, and Update tells how
		p.run.agenda.poke()
	})
	p.turns++
	p.next(p.turns, p.run.agenda.now()+time.Duration(p.rand.Int64N(int64(p.step))))
}

// newcomer is a client that the server has never seen.
func (p *player) newcomer() *bot.Bot {
	encodings := [][]wire.Encoding{{wire.EncodingPacked}, {wire.EncodingColumns}}
	return bot.New(bot.Config{
		URL: "ws://lab/ws", Def: p.run.def, Name: fmt.Sprintf("player %d", p.id), Room: lobby.First, Seed: p.rand.Uint64(),
		Encodings: encodings[p.id%2], Resume: true,
		PollEvery: pollEvery, PollWait: pollWait, Prepare: p.prepare,
		Alter: p.run.alter, OnFrame: p.check,
	})
}

// How polls are made: as the client of a game that sends all the time does.
const (
	pollEvery = time.Second
	pollWait  = time.Second
)

// prepare is called before each link is made.
func (p *player) prepare(c *link.Config) {
	number := p.line.begin()
	if p.run.script.Roam {
		p.transport = transports[p.chance.IntN(len(transports))]
	}
	c.Transport, c.Seed = p.transport, p.chance.Uint64()|1
	c.Native.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { return p.line.dial(ctx, number) }
}

// next puts a turn on the agenda.
func (p *player) next(number int, at time.Duration) {
	p.run.agenda.push(at, p.rank, func() {
		if number == p.turns {
			p.turn()
			p.next(number, at+p.step)
		}
	})
}

// turn is what a client does twice in a tick.
func (p *player) turn() {
	now := p.run.agenda.now()
	if now < p.asleep {
		return
	}
	err := p.bot.Update()
	var closed *bot.ClosedError
	switch {
	case errors.As(err, &closed):
		p.closed(closed)
		return
	case err != nil:
		p.run.fail(p.id, err)
		return
	}
	if c := p.bot.Client(); c.Welcomed() && !p.greeted {
		p.greeted = true
		if p.kept > now && !c.Resumed() {
			p.run.fail(p.id, errors.New("lab: it came back within its grace, as somebody else"))
		}
		p.kept = 0
	}
	if t := p.bot.Client().Tick(); t != p.frame {
		p.frame, p.pause = t, firstPause
	}
	p.asleep = 0
	p.speak(now)
	p.tail.turn(p, now)
}

// check holds a frame that was applied against the server. The bot calls it during Update.
func (p *player) check(c *netplay.Client) error {
	if err := p.listen(c); err != nil {
		return err
	}
	return p.follower.Check()
}

// closed is the end of a link that this end did not want. Only disturbances may lead to one.
func (p *player) closed(why *bot.ClosedError) {
	now := p.run.agenda.now()
	switch why.Code {
	case wire.CloseRoomFull: // by those who have lost their links and are not gone yet
		p.excused = max(p.excused, now)
	case wire.CloseToken:
		if now < p.kept {
			p.run.fail(p.id, fmt.Errorf("lab: it was not let back in within its grace: %w", why))
			return
		}
		p.excused = max(p.excused, now) // it slept for longer than it was kept
	case wire.CloseNormal, wire.CloseSlow, wire.CloseIdle, wire.CloseNoHello, codeLost:
	default:
		p.run.fail(p.id, fmt.Errorf("lab: the link was closed with a code that no network is the reason of: %w", why))
		return
	}
	if now > p.excused {
		p.run.fail(p.id, fmt.Errorf("lab: the link was closed, and nothing had happened to it: %w", why))
		return
	}
	p.lost(why.Code)
	p.again(p.pause/2 + time.Duration(p.rand.Int64N(int64(p.pause))))
	p.pause = min(2*p.pause, lastPause)
}

// lost keeps the client for the next link if the server keeps its place.
func (p *player) lost(code wire.CloseCode) {
	token, grace := p.bot.Client().Resume()
	switch now := p.run.agenda.now(); {
	case len(token) > 0 && redial.Keeps(code):
		if p.greeted { // the server noticed no earlier than it was heard last
			silent := p.bot.Now() - p.bot.Link().Heard()
			p.kept = now - silent + grace - time.Second
		}
	case !p.greeted:
		p.orphan() // it may have been let in and never told so
		fallthrough
	default:
		p.away()
		return
	}
	p.hangUp()
}

// orphan notes that the server may keep a player of whom no client knows, for as long as it keeps anybody.
func (p *player) orphan() {
	p.run.orphaned = p.run.agenda.now() + time.Duration(p.run.def.Limits.Grace)*2*p.step + settling
}

// settling is how much later than a client the server may notice that a link is lost: the grace counts from
// then.
const settling = 12 * time.Second

// codeLost is that of a link without a close frame.
const codeLost wire.CloseCode = 1006

// hangUp forgets the link.
func (p *player) hangUp() {
	p.turns++
	p.count()
	p.online, p.greeted, p.follower, p.asleep = false, false, nil, 0
	p.tail = tail{}
}

// away forgets the client too: what comes next is another player.
func (p *player) away() {
	p.hangUp()
	p.bot, p.kept, p.said = nil, 0, 0
	clear(p.heard) // who comes back to a place before anything was said there is told what was said before it came
}

// count keeps what the follower has looked at.
func (p *player) count() {
	if p.follower != nil {
		c := p.follower.Counts()
		p.counts.Frames, p.counts.Scopes = p.counts.Frames+c.Frames, p.counts.Scopes+c.Scopes
		p.counts.Rows, p.counts.Events = p.counts.Rows+c.Rows, p.counts.Events+c.Events
	}
}

// again dials after a while.
func (p *player) again(after time.Duration) {
	number := p.turns
	p.run.agenda.push(p.run.agenda.now()+after, p.rank, func() {
		if number == p.turns && !p.run.ending {
			p.dial()
		}
	})
}
