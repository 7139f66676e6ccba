package room

import (
	"context"
	"errors"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// Why a join was not possible, beside ErrFull.
var (
	ErrClosed = errors.New("room: closed")
	ErrBusy   = errors.New("room: too many join at once")
	ErrBroken = errors.New("room: the game broke")
)

// RefusedError is a refusal of the game (see game.Authorizer) or of the lobby. Its text is for the
// player.
type RefusedError struct{ Err error }

func (e *RefusedError) Error() string { return e.Err.Error() }
func (e *RefusedError) Unwrap() error { return e.Err }

// Join is what somebody who wants to come in says.
type Join struct {
	Name  string // empty for a generated one; checked by wire
	Token string // for the game's Authorizer

	// Resume is the token of an earlier link, as it came; empty for a new player. A room does not read
	// it; a lobby does, and knows which room it is for.
	Resume []byte

	// Admit is asked by a lobby about a new player, before it looks for a room, and may change who it
	// is; not about one who comes back by a token, whom it has let in before. An error turns the
	// player away. Nil lets everybody in. A room does not ask.
	Admit func(ctx context.Context, j *Join) error

	Subject string // see game.Player

	// Remote is whose connection it is, in whatever words tell one network from another; empty for
	// nobody in particular. A room does not ask; a lobby bounds what one network may open.
	Remote string

	// Encoding is how scopes are written to this player; 0 is columns.
	Encoding wire.Encoding

	// Patience is for how long the link may be silent by its nature, as one is that asks for what is new
	// every ten seconds: by so much longer it may acknowledge nothing before it is taken for asleep, and
	// for stalled. 0 is a link that carries what there is at once.
	Patience time.Duration
}

// Seat is what one link is to its room, from Room.Join or Room.Resume until Drop or Leave, or until
// the room closes the link. When a newer link resumes the session, what the older one still says
// counts no more. Its methods are for the goroutine that reads the link; they never wait, and what they
// bring is taken at the next tick. They do nothing once the seat or the room is gone.
type Seat struct {
	room *Room
	name string
	id   game.PlayerID
	link uint32 // of the player's links
	away uint32 // before this link came, in milliseconds

	// Guarded by the mutex of the inbox: how many items this tick has brought.
	queued uint32
	epoch  uint64
}

// Player is who sits here, with the name that the room gave.
func (s *Seat) Player() game.Player { return game.Player{ID: s.id, Name: s.name} }

// Resumed tells for how long the player had been away when this link came, which is no time at all
// where it took the place of one that worked. ok is false for a player who was new.
func (s *Seat) Resumed() (after time.Duration, ok bool) {
	return time.Duration(s.away) * time.Millisecond, s.link > 1
}

// Room is the name of the room.
func (s *Seat) Room() string { return s.room.cfg.Name }

// Inputs hands over a copy of a decoded message and tells when it arrived, which may be a while
// before anybody read it. It reports whether the inbox took it.
func (s *Seat) Inputs(in *wire.Inputs, arrived time.Time) bool {
	at := arrived.Sub(s.room.start)
	return s.room.inbox.add(s, itemInputs, func(it *item) { it.at = at; it.copyInputs(in) })
}

// Chat says a line to the room.
func (s *Seat) Chat(text string) bool { return s.ChatTo(0, text) }

// ChatTo says a line to one player, or to the room for 0. It is dropped when there is no such player.
func (s *Seat) ChatTo(to game.PlayerID, text string) bool {
	return s.room.inbox.add(s, itemChat, func(it *item) { it.to, it.text = to, text })
}

// Rename asks for another name.
func (s *Seat) Rename(name string) bool {
	return s.room.inbox.add(s, itemRename, func(it *item) { it.text = name })
}

// RTT tells what the pings of the link say.
func (s *Seat) RTT(rtt, jitter time.Duration) bool {
	return s.room.inbox.add(s, itemRTT, func(it *item) { it.rtt, it.jitter = rtt, jitter })
}

// Heard tells that the link works, where no ping can tell how well.
func (s *Seat) Heard() bool { return s.room.inbox.add(s, itemHeard, func(*item) {}) }

// Verified hands over what the client says that it holds; nobody may change it then.
func (s *Seat) Verified(v *wire.Verified) bool {
	return s.room.inbox.add(s, itemVerified, func(it *item) { it.verified = v })
}

// Drop says that the link is lost: the player may come back by Room.Resume.
func (s *Seat) Drop() { s.room.inbox.add(s, itemDrop, func(*item) {}) }

// Leave gives the seat up, with the player. Call it or Drop once, when the link is gone.
func (s *Seat) Leave() { s.room.inbox.add(s, itemLeave, func(*item) {}) }
