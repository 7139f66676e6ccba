package room

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/session"
)

// itemsPerTick is how many items of one player the inbox keeps between two ticks. A client sends
// one or two per tick, and a second's worth after a stall; what is beyond is dropped and counted.
// The bound is per player, so that a flood costs only the one who sends it.
const itemsPerTick = 32

// joinsPerTick is how many may wait to join. Beyond it a join is refused with ErrBusy.
const joinsPerTick = 256

type itemKind uint8

const (
	itemInputs itemKind = iota
	itemChat
	itemRename
	itemRTT
	itemHeard
	itemDrop
	itemVerified
	itemNotice
	itemLeave
)

// item is one thing that a player sent. Its memory is used again.
type item struct {
	kind        itemKind
	player      game.PlayerID
	link        uint32 // of the player's links
	seq         uint64 // order of arrival
	at          time.Duration
	inputs      wire.Inputs
	verified    *wire.Verified // nil but for a moment
	text        string
	to          game.PlayerID // of a line of chat
	rtt, jitter time.Duration
}

// copyInputs takes a copy into the memory of the item.
func (it *item) copyInputs(in *wire.Inputs) {
	dst := it.inputs.Inputs[:cap(it.inputs.Inputs)]
	for len(dst) < len(in.Inputs) {
		dst = append(dst, wire.Input{})
	}
	dst = dst[:len(in.Inputs)]
	for i := range in.Inputs {
		dst[i].Tick = in.Inputs[i].Tick
		dst[i].Vals = append(dst[i].Vals[:0], in.Inputs[i].Vals...)
	}
	it.inputs = wire.Inputs{Ack: in.Ack, View: in.View, Inputs: dst}
}

// joinRequest waits for the room's answer. Whoever changes settled first decides: the room that
// answers, or the caller who has given up.
type joinRequest struct {
	join    Join
	ticket  *session.Ticket // of who comes back; nil for a new player
	link    Link
	seq     uint64
	settled atomic.Bool
	reply   chan joinReply // buffered, so that the room never waits
}

type joinReply struct {
	seat *Seat
	err  error
}

// inbox is the only way into a room. Any goroutine adds, the room's alone swaps, once per tick.
type inbox struct {
	mu      sync.Mutex
	items   []item
	joins   []*joinRequest
	seq     uint64
	epoch   uint64 // number of swaps
	dropped uint64
	notices int // since the last swap
	closed  bool

	spare      []item // what the room handles, then what it gives back
	spareJoins []*joinRequest

	most int // items at once since the last trim; the room's own
}

// trimEvery is after how many swaps memory that a flood or a stall needed, and nothing since, is
// given up: some seconds.
const trimEvery = 256

// add appends an item for a seat and reports whether there was room for it. fill is called under
// the lock. What ends a seat is always taken.
func (b *inbox) add(s *Seat, kind itemKind, fill func(*item)) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return false
	}
	if s.epoch != b.epoch {
		s.epoch, s.queued = b.epoch, 0
	}
	full := false
	switch s.queued++; kind {
	case itemDrop, itemLeave: // there is one per seat
	default:
		full = s.queued > itemsPerTick
	}
	if full {
		b.dropped++
		return false
	}
	it := b.grow(kind)
	it.player, it.link = s.id, s.link
	fill(it)
	return true
}

// grow makes place for an item. The caller holds mu.
func (b *inbox) grow(kind itemKind) *item {
	if len(b.items) < cap(b.items) {
		b.items = b.items[:len(b.items)+1]
	} else {
		b.items = append(b.items, item{})
	}
	it := &b.items[len(b.items)-1]
	b.seq++
	it.kind, it.seq = kind, b.seq
	return it
}

// noticesPerTick is how many lines of the server's own the inbox keeps between two ticks: who has more
// to say should wait until those are read.
const noticesPerTick = 8

// addNotice appends a line of the server's own and reports whether there was room for it.
func (b *inbox) addNotice(text string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || b.notices == noticesPerTick {
		return false
	}
	b.notices++
	it := b.grow(itemNotice)
	it.player, it.link, it.text = 0, 0, text
	return true
}

func (b *inbox) addJoin(r *joinRequest) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return ErrClosed
	case len(b.joins) >= joinsPerTick:
		return ErrBusy
	}
	b.seq++
	r.seq = b.seq
	b.joins = append(b.joins, r)
	return nil
}

// swap takes what has arrived, in an order that does not depend on how goroutines ran: items by
// player and sequence, joins by name. Both are valid until the next swap.
func (b *inbox) swap() ([]item, []*joinRequest, uint64) {
	clear(b.spareJoins) // who has come in is not the inbox's any more
	b.mu.Lock()
	b.items, b.spare = b.spare[:0], b.items
	b.joins, b.spareJoins = b.spareJoins[:0], b.joins
	b.epoch++
	b.notices = 0
	if b.epoch%trimEvery < 2 && cap(b.items) > 4*b.most+16 { // both halves, one after the other
		b.items = make([]item, 0, 2*b.most)
	}
	dropped := b.dropped
	b.mu.Unlock()
	if b.epoch%trimEvery == 2 {
		b.most = 0
	}
	b.most = max(b.most, len(b.spare))

	slices.SortFunc(b.spare, func(x, y item) int {
		if x.player != y.player {
			return int(int64(x.player) - int64(y.player))
		}
		return int(int64(x.seq) - int64(y.seq))
	})
	slices.SortFunc(b.spareJoins, func(x, y *joinRequest) int {
		if c := strings.Compare(x.join.Name, y.join.Name); c != 0 {
			return c
		}
		return int(int64(x.seq) - int64(y.seq))
	})
	return b.spare, b.spareJoins, dropped
}

// close refuses all that comes. With ifIdle it does so only when nobody waits to join. The joins
// that waited are returned.
func (b *inbox) close(ifIdle bool) (waiting []*joinRequest, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if ifIdle && len(b.joins) > 0 {
		return nil, false
	}
	b.closed = true
	waiting, b.joins = b.joins, nil
	return waiting, true
}
