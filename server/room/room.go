package room

import (
	"context"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/checkpoint"
	"tickwire/server/session"
)

// Config says what a room is.
type Config struct {
	Def   *game.Definition // complete
	Name  string
	Seeds Seeds

	// Bots is how many players the server plays, from the start and for good. They count
	// towards Limits.MaxPlayers; when fewer fit, fewer come.
	Bots int

	// ID is who the room is to the tokens of its players; made at random when it is zero.
	ID session.RoomID

	// Keys sign the tokens by which players come back; nil makes some that nobody else has. See
	// NewKeys.
	Keys *session.Keys

	// Restored is the checkpoint that the room is made of, in place of Name, Seeds and ID; nil for a
	// new room.
	Restored *wire.Checkpoint

	// Save takes a checkpoint of the room every SaveEvery (default 5 s), unless the one before is
	// still being written, and one at the end. It is removed when the room retires, and set aside
	// when the game panics. What the room is to others must be in it. Nil for none.
	Save      *checkpoint.Slot
	SaveEvery time.Duration

	// Slow is after how long without an acknowledgement of what was sent, and without an answer to a
	// ping, a link is closed. Default 10 s: far beyond any stall of a connection that still works.
	Slow time.Duration

	// Sleep is for how long a link that answers pings may acknowledge nothing. Default 45 minutes: a
	// tab that nobody looks at costs next to nothing, but its player takes the place of
	// another.
	Sleep time.Duration

	// Retire is after how long without people the room ends; 0 is never.
	Retire time.Duration

	// Poller, told how many workers there may be, makes what reads the links of a room before each step; nil when links are read by
	// goroutines of their own.
	Poller func(workers int) Poller

	// Workers is how many goroutines at most read and write the links of the room, its own
	// included; 0 is as many as the process may run at once. The game is always stepped by one.
	Workers int

	// Verify is the part of frames that ask their client what it holds, 0 to 1, such as 0.01; what is
	// not what was sent is counted and logged. 0, the default, is none, and costs nothing.
	Verify float64

	// OnTick is told how long each step took, reading and sending included, and may read the core until it
	// returns. It is called by the room's goroutine and must not wait. Nil for nobody.
	OnTick func(c *Core, took time.Duration)

	Log *slog.Logger // takes what a game does wrong, once for each room; nil discards
}

// Status is what a room looks like from outside.
type Status struct {
	Name         string
	Tick         game.TickNumber
	People, Bots int
	Lost, Asleep int    // of the people: those whose link is lost, and those whose link is asleep
	Draining     bool   // it ends soon, and lets nobody new in
	Overruns     uint64 // ticks given up because the room could not keep up
	Dropped      uint64 // items that a full inbox refused
	Counts       Counts
}

// Room is a core with a clock: one goroutine, Run, owns it, and all else comes through a bounded
// inbox that is emptied at each tick.
type Room struct {
	cfg   Config
	start time.Time
	inbox inbox

	core     *Core
	crew     *crew
	poller   Poller        // nil for none
	occupied time.Duration // when there were people last
	saved    time.Duration // when there was a checkpoint last
	overruns uint64
	dropped  uint64
	told     bool // of a frame that no client takes
	over     bool // for good

	drainBy atomic.Int64 // on the room's clock; 0 for never

	pulse  pulse
	broken atomic.Bool  // the game panicked or hung
	asking *joinRequest // about which the game is being asked
	links  []Link       // of all who have joined, for who has to close them without the core

	glance glance

	mu     sync.Mutex
	status Status // written by the room's goroutine alone
}

// New makes a room with its bots. It starts nothing: call Run.
func New(cfg Config) *Room {
	if cfg.Slow <= 0 {
		cfg.Slow = 10 * time.Second
	}
	if cfg.Sleep <= 0 {
		cfg.Sleep = defaultSleep
	}
	if cfg.ID == (session.RoomID{}) {
		cfg.ID = session.NewRoomID()
	}
	if cfg.Keys == nil {
		cfg.Keys, _ = cfg.NewKeys() // without secrets it cannot fail
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	if cfg.SaveEvery <= 0 {
		cfg.SaveEvery = 5 * time.Second
	}
	r := &Room{start: time.Now(), crew: newCrew(cfg.Workers)}
	if cp := cfg.Restored; cp != nil {
		cfg.Name, cfg.ID, cfg.Restored = cp.Room, cp.RoomID, nil // it is large
		r.core = RestoreCore(cfg.Def, cp)
	} else {
		r.core = NewCore(cfg.Def, cfg.Name, cfg.Seeds)
	}
	r.cfg = cfg
	r.core.divide, r.core.parts, r.core.alive = r.crew.divide, make([][][]byte, cfg.Workers), r.alive
	r.core.Sample(cfg.Verify)
	if cfg.Def.Limits.Grace > 0 {
		r.core.sign = r.sign
	}
	if cfg.Poller != nil {
		r.poller = cfg.Poller(cfg.Workers)
	}
	r.staff(cfg.Bots)
	r.publish()
	return r
}

// Now is the time since the room was made, on the clock that inputs are stamped with.
func (r *Room) Now() time.Duration { return time.Since(r.start) }

// Status is a copy of what the last tick left. Any goroutine may ask.
func (r *Room) Status() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status
}

// Run steps the room until ctx ends or, with Config.Retire, until it has been empty for so long.
// Then it closes all links with CloseShutdown. It may be called once. Its only errors are a PanicError
// and ErrGivenUp.
func (r *Room) Run(ctx context.Context) (err error) {
	returned := false
	defer func() {
		v := recover()
		if v == nil && !returned {
			v = "it ended the goroutine that called it" // runtime.Goexit
		}
		err = r.ended(v)
	}()
	r.loop(ctx)
	returned = true
	return nil
}

func (r *Room) loop(ctx context.Context) {
	p := pace{period: r.core.period(), next: r.Now()}
	r.occupied = p.next
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		steps, lost := p.due(r.Now())
		r.overruns += uint64(lost)
		for range steps {
			r.step()
			if r.drained() {
				r.settle(ctx)
				return
			}
		}
		if r.retired() {
			r.over = true
			return
		}
		timer.Reset(p.next - r.Now())
	}
}

// settle waits for what a drained room is owed.
func (r *Room) settle(ctx context.Context) {
	ticker := time.NewTicker(r.core.period())
	defer ticker.Stop()
	for since := r.Now(); r.core.Drained() && !r.finish(since); {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// step is one tick. It counts as made when it began: what came later, though it was read in time,
// came late.
func (r *Room) step() {
	begin := r.Now()
	if r.poller != nil {
		r.poller.Poll(r.crew.divide)
	}
	r.pulse.enter()
	items, joins, dropped := r.inbox.swap()
	r.drains()
	for i := range items {
		r.take(&items[i])
	}
	for _, j := range joins {
		r.admit(j)
	}
	r.core.Step(begin)
	if !r.pulse.leave() {
		panic(givenUp{})
	}
	r.core.Watch(r.cfg.Slow, r.cfg.Sleep)
	n := len(r.links)
	r.links = r.core.Links(r.links[:0])
	clear(r.links[len(r.links):max(n, len(r.links))]) // it must not keep links alive
	r.dropped = dropped
	r.tell()
	r.tellDiverged()
	r.publish()
	r.save()
	if r.cfg.OnTick != nil {
		r.cfg.OnTick(r.core, r.Now()-begin)
	}
}

// tell logs the first frame that was larger than a client takes; the others are counted.
func (r *Room) tell() {
	if r.told || len(r.core.misfits) == 0 {
		return
	}
	r.told = true
	m := r.core.misfits[0]
	r.cfg.Log.Error("the game shows a player more than a client takes, so the link is closed; further ones are only counted",
		"room", r.cfg.Name, "tick", r.core.Tick(), "player", m.player,
		"rows", m.rows, "most_rows", wire.MaxRows, "bytes", m.bytes, "most_bytes", wire.MaxMessage)
}

// Notice has the server say a line to all who are in the room, at the next tick: valid UTF-8 without
// control characters, of at most wire.MaxChat bytes. It reports whether the inbox took it; it takes
// eight in a tick. Any goroutine may call it.
func (r *Room) Notice(text string) bool { return r.inbox.addNotice(text) }

// take hands an item to the core, unless it came on a link that is not the player's any more.
func (r *Room) take(it *item) {
	if it.kind == itemNotice {
		r.core.Notice(it.text)
		it.text = ""
		return
	}
	p := r.core.find(it.player)
	if p == nil || p.links != it.link || p.link == nil && it.kind != itemLeave {
		it.text, it.verified = "", nil
		return
	}
	switch it.kind {
	case itemInputs:
		if code := r.core.inputs(p, &it.inputs, it.at); code != 0 {
			r.core.Kick(it.player, code)
		}
	case itemChat:
		r.core.ChatTo(it.player, it.to, it.text)
	case itemRename:
		r.core.Rename(it.player, it.text)
	case itemRTT:
		r.core.RTT(it.player, it.rtt, it.jitter)
	case itemHeard:
		r.core.Heard(it.player)
	case itemDrop:
		r.core.Drop(it.player)
	case itemVerified:
		if code := r.core.Verified(it.player, it.verified); code != 0 {
			r.core.Kick(it.player, code)
		}
	case itemLeave:
		r.core.Leave(it.player)
	case itemNotice: // above
	}
	it.text, it.verified = "", nil // the item lives on
}

// publish copies the status for others.
func (r *Room) publish() {
	people, asleep := r.core.census()
	if people > 0 {
		r.occupied = r.core.at
	}
	r.mu.Lock()
	r.status = Status{
		Name: r.cfg.Name, Tick: r.core.Tick(), People: people, Bots: r.core.Players() - people,
		Lost: r.core.lost, Asleep: asleep, Draining: r.drainBy.Load() != 0,
		Overruns: r.overruns, Dropped: r.dropped, Counts: r.core.Counts(),
	}
	r.mu.Unlock()
	r.summarize()
}

// retired closes the inbox when the room has been empty for long and nobody is at the door.
func (r *Room) retired() bool {
	if r.cfg.Retire <= 0 || r.core.People() > 0 || r.Now()-r.occupied < r.cfg.Retire {
		return false
	}
	_, ok := r.inbox.close(true)
	return ok
}

func (r *Room) shut(code wire.CloseCode, why error) {
	r.core.CloseAll(code)
	r.release(code, why)
	r.crew.close()
}
