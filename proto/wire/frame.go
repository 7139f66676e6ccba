package wire

import (
	"tickwire/game"
	"tickwire/game/snapshot"
)

// FrameHeader is what a frame says to one client alone.
type FrameHeader struct {
	Tick         game.TickNumber // the tick after which the frame was made, from 1
	InputTick    game.TickNumber // newest tick with an input of this client; 0 for none
	InputMargin  int32           // microseconds by which the last input was early; negative: late
	Left         []game.ScopeID  // scopes that the client no longer holds
	Roster       []RosterEntry   // players whose entry changed
	Chat         []ChatLine      // oldest first
	RTTMicros    uint32          // smoothed round trip; 0 together with jitter: not said
	JitterMicros uint32          // smoothed mean deviation of the round trip
	ResumeToken  []byte          // in place of the one that the client has; empty nearly always
	DrainMillis  uint32          // the room ends in so long; 0 where it goes on
	Verify       Verify          // what the client is asked
}

// RosterEntry is one player of the room.
type RosterEntry struct {
	Player game.PlayerID
	Name   string // at most MaxName bytes
	Score  int32
	Bot    bool // the server plays this player
	Left   bool // the player is gone; the other fields are empty
	Away   bool // the player's link is lost, or does not keep up
}

// ChatLine is one line of chat.
type ChatLine struct {
	Player game.PlayerID // 0 is the server
	To     game.PlayerID // who alone is sent it, beside Player; 0 for all
	Text   string        // at most MaxChat bytes
}

// Frame is a decoded frame. It belongs to its decoder and is valid until the next Decode.
type Frame struct {
	FrameHeader
	Scopes []Scope
}

// ScopeHeader tells which looks at a scope a delta lies between.
type ScopeHeader struct {
	ID        game.ScopeID
	FrameTick game.TickNumber // tick of the frames that carry it; at least Tick
	Tick      game.TickNumber // the look that the delta leads to
	Base      game.TickNumber // the look that it starts from; 0 makes a keyframe
	Prev      game.TickNumber // the look before base; 0 switches the prediction off
}

// Keyframe reports whether the scope comes whole.
func (h *ScopeHeader) Keyframe() bool { return h.Base == 0 }

// check panics when the ticks are out of order.
func (h *ScopeHeader) check() {
	if h.Tick == 0 || h.FrameTick < h.Tick || h.Base >= h.Tick || h.Prev != 0 && h.Prev >= h.Base {
		panic("wire: the ticks of a scope are out of order")
	}
}

// Scope is a decoded scope of a frame. Where Packed is not nil, only it, ID and FrameTick are set
// until FrameDecoder.Unpack has read it.
type Scope struct {
	ScopeHeader
	Packed []byte
	Delta  snapshot.Delta
	Events []Event // after Base up to Tick, in order
}

// Event is something that happened, as its schema's event number and values.
type Event struct {
	Number int
	Tick   game.TickNumber
	Vals   []int32 // as many as the event has fields
}
