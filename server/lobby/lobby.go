package lobby

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tickwire/server/checkpoint"
	"tickwire/server/room"
	"tickwire/server/session"
)

// Why a room that does not exist is not opened. Both are for players to read.
var (
	ErrNoRoom  = errors.New("lobby: no such room, and no more can be opened")
	ErrTooMany = errors.New("your network has as many rooms open as it may; join one of them, or wait until one has been empty for a while")
)

// Names with a meaning of their own.
const (
	anyRoom = ""
	newRoom = "new"

	// First is the name of the public room that is open from the start and never retires.
	First = "lobby"
)

// Config says what rooms are like and how many there may be.
type Config struct {
	// Room is what all rooms have in common. Name, ID, Seeds, Retire and Log are set by the lobby, and
	// Keys where there are none; id and seeds are random unless those given here are not 0, which then
	// are those of the first room.
	Room room.Config

	// MaxRooms bounds the rooms, because anybody may ask for one. Default 64.
	MaxRooms int

	// RoomsPerRemote bounds the private rooms that one network (room.Join.Remote) has had opened
	// and that are still there, so that nobody alone can take all of MaxRooms from the others.
	// Default a quarter of MaxRooms, at least one: more groups of friends than there are in a house.
	// Behind a proxy that the gate does not trust all players are of one network: raise it to
	// MaxRooms there.
	RoomsPerRemote int

	// Retire is after how long without people a room ends, all but the first. Default one minute:
	// long enough to reload a page.
	Retire time.Duration

	// Checkpoints keep the rooms on disk; nil for none. Those that are there are opened again by New,
	// with those who were in them. The writer must run until the lobby has ended.
	Checkpoints *checkpoint.Writer
	// Watchdog is how long one call of the game may last before the room is taken away from it: a game
	// that hangs costs its own players and a goroutine, which nobody can end, and no one else
	// anything. Default 10 s; negative is for ever. Below some seconds a busy machine or a large
	// world looks like a game that hangs. Making a world may take six times as long.
	Watchdog time.Duration

	Log *slog.Logger // takes what the game's own panics and broken promises say; nil discards
}

// Lobby is the rooms of one server.
type Lobby struct {
	cfg     Config
	start   chan *entry
	running sync.WaitGroup // rooms that are not given up, and who gives them up; Run's alone waits

	mu     sync.Mutex
	rooms  []*entry // in order of opening
	opened int
	closed bool
	past   Totals // of rooms that are gone

	drainBy time.Time     // zero without a drain
	drained chan struct{} // closed with the first Drain
	less    chan struct{} // holds one when a room has ended since Run looked
}

// Totals are the counts of all rooms since the server began.
type Totals struct {
	room.Counts
	Ticks    uint64 // stepped
	Overruns uint64 // given up
	Dropped  uint64 // items that a full inbox refused

	Panics uint64 // rooms that ended because the game panicked
	Hangs  uint64 // rooms that were given up because the game hung

	Refused [session.Refusals]uint64 // resume tokens, by reason

	Saved, SaveFailed, SavedBytes uint64 // checkpoints
}

// New makes a lobby with its first room, which steps once Run is called. A game that panics while it
// makes that world does so here, before anything is served. Rooms that are on disk are made by Run.
func New(cfg Config) *Lobby {
	if cfg.MaxRooms <= 0 {
		cfg.MaxRooms = 64
	}
	if cfg.RoomsPerRemote <= 0 {
		cfg.RoomsPerRemote = max(cfg.MaxRooms/4, 1)
	}
	if cfg.Retire <= 0 {
		cfg.Retire = time.Minute
	}
	if cfg.Watchdog == 0 {
		cfg.Watchdog = 10 * time.Second
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Room.Keys == nil {
		cfg.Room.Keys, _ = cfg.Room.NewKeys() // without secrets it cannot fail
	}
	// A room is counted from before it is sent until after it has ended: sending never waits.
	l := &Lobby{
		cfg: cfg, start: make(chan *entry, cfg.MaxRooms+1),
		drained: make(chan struct{}), less: make(chan struct{}, 1),
	}
	if cfg.Checkpoints != nil {
		l.restore()
	}
	if len(l.rooms) == 0 || l.rooms[0].name != First {
		l.open(First, true)
		l.rooms = slices.Insert(l.rooms[:len(l.rooms)-1], 0, l.rooms[len(l.rooms)-1])
	}
	if first := l.rooms[0]; first.restored == nil { // else Run makes it, with an eye on a game that hangs on what it once saved
		first.settle(room.New(l.config(first)), nil)
	}
	return l
}

// Run runs all rooms, those that are opened later too, until ctx ends or Drain has ended all of them,
// and every room has closed its links. A game that hangs then is not waited for.
func (l *Lobby) Run(ctx context.Context) error {
	look := (<-chan time.Time)(nil)
	if l.cfg.Watchdog > 0 {
		ticker := time.NewTicker(max(l.cfg.Watchdog/looks, time.Millisecond))
		defer ticker.Stop()
		look = ticker.C
	}
	for {
		select {
		case <-ctx.Done():
			l.end(ctx)
			return nil
		case <-look:
			l.watch(ctx)
		case e := <-l.start:
			l.begin(ctx, e)
		case <-l.less:
			if l.empty() {
				l.end(ctx)
				return nil
			}
		}
	}
}

// begin starts the goroutine of a room, which says itself when it is done: one that hangs cannot.
func (l *Lobby) begin(ctx context.Context, e *entry) {
	l.running.Add(1)
	go l.run(ctx, e)
}

// end waits for all rooms.
func (l *Lobby) end(ctx context.Context) {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	for opened := true; opened; { // those that were opened but not started refuse who waits for them
		select {
		case e := <-l.start:
			l.begin(ctx, e)
		default:
			opened = false
		}
	}
	done := make(chan struct{})
	go func() { l.running.Wait(); close(done) }()
	ticker := time.NewTicker(endGrace)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			l.abandon(ctx)
		}
	}
}

// Join finds or opens the room that is asked for and brings the player in; or, with a resume token
// that is good, the player comes back to where it was. One that is too late is as good as none, but
// who brings a forged one is turned away by session.Forged.
func (l *Lobby) Join(ctx context.Context, name string, j room.Join, link room.Link) (*room.Seat, error) {
	if len(j.Resume) > 0 {
		seat, err := l.resume(ctx, j, link)
		if refusal := session.Refusal(0); !errors.As(err, &refusal) {
			return seat, err
		} else if l.refuse(refusal); refusal == session.Forged {
			return nil, err
		}
	}
	if j.Admit != nil {
		if err := j.Admit(ctx, &j); err != nil {
			return nil, err
		}
	}
	// A room may fill up or retire between finding and joining: look for another, until as many
	// have been tried as there can be.
	var tried []*entry
	for range l.cfg.MaxRooms + 1 {
		e, err := l.find(name, j.Remote, tried)
		if err != nil {
			return nil, err
		}
		seat, err := e.join(ctx, j, link)
		switch {
		case errors.Is(err, room.ErrFull) && name == anyRoom:
			tried = append(tried, e)
			continue
		case errors.Is(err, room.ErrClosed) && l.forget(e):
			continue // it retired just now
		case err != nil:
			return nil, fmt.Errorf("room %s: %w", e.name, err)
		}
		return seat, nil
	}
	return nil, room.ErrFull
}

// forget keeps others from a room that has closed, unless all have.
func (l *Lobby) forget(e *entry) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.gone = true
	return !l.closed
}

// find is the room for a request, opened if need be for a remote, but none of those that were full.
func (l *Lobby) find(name, remote string, full []*entry) (*entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || !l.drainBy.IsZero() {
		return nil, room.ErrClosed
	}
	for _, e := range l.rooms {
		if !e.gone && !slices.Contains(full, e) && (e.name == name || name == anyRoom && e.public && !l.full(e)) {
			return e, nil
		}
	}
	for _, e := range l.rooms {
		if e.over && e.name == name || e.resting && e.public && name == anyRoom {
			return nil, room.ErrBroken // another one, so soon, would break too
		}
	}
	if len(l.rooms) >= l.cfg.MaxRooms {
		if name == anyRoom {
			return nil, room.ErrFull
		}
		return nil, ErrNoRoom
	}
	if name == anyRoom {
		return l.open(l.another(), true), nil
	}
	if remote != "" && l.private(remote) >= l.cfg.RoomsPerRemote {
		return nil, &room.RefusedError{Err: ErrTooMany}
	}
	if name == newRoom {
		name = code()
	}
	e := l.open(name, false)
	e.remote = remote
	return e, nil
}

// private is the number of rooms that a remote has had opened.
func (l *Lobby) private(remote string) int {
	n := 0
	for _, e := range l.rooms {
		if e.remote == remote {
			n++
		}
	}
	return n
}

// another is the name of the next public room: one that no private room has either.
func (l *Lobby) another() string {
	for i := l.opened + 1; ; i++ {
		name := fmt.Sprintf("%s %d", First, i)
		if !slices.ContainsFunc(l.rooms, func(e *entry) bool { return e.name == name }) {
			return name
		}
	}
}

func (l *Lobby) full(e *entry) bool {
	s := e.status()
	return s.People+s.Bots >= l.cfg.Room.Def.Limits.MaxPlayers
}

// open takes the place of a room and hands it to Run, which makes the room. The caller holds mu, or
// is New.
func (l *Lobby) open(name string, public bool) *entry {
	id := l.cfg.Room.ID
	if name != First || id == (session.RoomID{}) {
		id = session.NewRoomID()
	}
	e := &entry{name: name, id: id, public: public, opened: time.Now(), made: make(chan struct{})}
	l.rooms = append(l.rooms, e)
	l.opened++
	l.start <- e
	return e
}

// config is what a room is like.
func (l *Lobby) config(e *entry) room.Config {
	cfg := l.cfg.Room
	cfg.Name, cfg.ID, cfg.Retire, cfg.Log, cfg.Save = e.name, e.id, l.cfg.Retire, l.cfg.Log, l.slot(e)
	if e.name == First {
		cfg.Retire = 0
	}
	if e.name != First || cfg.Seeds == (room.Seeds{}) {
		cfg.Seeds = room.Seeds{Public: random(), Secret: random()}
	}
	return cfg
}

// Status is what all rooms look like, in order of opening, and the totals since the beginning.
func (l *Lobby) Status() ([]room.Status, Totals) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, sum := make([]room.Status, 0, len(l.rooms)), l.past
	for _, e := range l.rooms {
		if e.over {
			continue // in past already
		}
		s := e.status()
		all = append(all, s)
		sum.add(s)
	}
	if l.cfg.Checkpoints != nil {
		s := l.cfg.Checkpoints.Stats()
		sum.Saved, sum.SaveFailed, sum.SavedBytes = s.Saved, s.Failed, s.Bytes
	}
	return all, sum
}

func (t *Totals) add(s room.Status) {
	t.Counts.Add(s.Counts)
	t.Ticks += uint64(s.Tick)
	t.Overruns += s.Overruns
	t.Dropped += s.Dropped
}

// code is a name that is easy to read out and hard to guess: 6 characters without lookalikes.
func code() string {
	const letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
	b, n := make([]byte, 6), random()
	for i := range b {
		b[i] = letters[n%uint64(len(letters))]
		n /= uint64(len(letters))
	}
	return string(b)
}

// random is a number that nobody can foresee. Reading from the system cannot fail.
func random() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return binary.BigEndian.Uint64(b[:])
}
