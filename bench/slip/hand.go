package slip

import (
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// Looks is what the server had in a scope at a tick: a replicate.Replicator, or an oracle.
type Looks interface {
	Content(game.ScopeID, game.TickNumber) (snapshot.Content, bool)
}

// Holder is a client: what it holds is needed to read what it is sent.
type Holder interface {
	Held(func(game.ScopeID, *snapshot.Content))
}

// Slip changes a frame; false when this frame offers no chance.
type Slip func(h *Hand, f *wire.Frame) bool

// Hand changes the frames of one client.
type Hand struct {
	schema  *game.Schema
	looks   Looks
	client  Holder
	decoder *wire.FrameDecoder
	packer  *wire.Packer
	packed  bool // the frame at hand is
}

// NewHand makes the hand for a client.
func NewHand(s *game.Schema, looks Looks, client Holder) *Hand {
	return &Hand{schema: s, looks: looks, client: client, decoder: wire.NewFrameDecoder(s), packer: wire.NewPacker(s)}
}

// Schema is the game's.
func (h *Hand) Schema() *game.Schema { return h.schema }

// Alter lets a slip happen to a message if it is a frame and offers the chance; otherwise it returns it
// as it is. It works in whatever encoding the frame has.
func (h *Hand) Alter(msg []byte, slip Slip) ([]byte, bool, error) {
	if kind, err := wire.ServerKind(msg); err != nil || kind != wire.KindFrame {
		return msg, false, err
	}
	f, err := h.decoder.Decode(msg)
	if err != nil {
		return msg, false, err
	}
	for i := range f.Scopes {
		s := &f.Scopes[i]
		if h.packed = s.Packed != nil; h.packed {
			if err := h.decoder.Unpack(s, h.held(s.ID)); err != nil {
				return msg, false, err
			}
		}
	}
	if !slip(h, f) {
		return msg, false, nil
	}
	return h.encode(f), true, nil
}

// held is the client's newest look at a scope, an empty one of tick 0 when it holds none.
func (h *Hand) held(s game.ScopeID) *snapshot.Content {
	look := &snapshot.Content{}
	h.client.Held(func(id game.ScopeID, c *snapshot.Content) {
		if id == s {
			look = c
		}
	})
	return look
}

// encode writes a frame that was decoded.
func (h *Hand) encode(f *wire.Frame) []byte {
	var body []byte
	for i := range f.Scopes {
		s := &f.Scopes[i]
		if !h.packed {
			body = wire.AppendScope(body, &s.ScopeHeader, &s.Delta, s.Events)
			continue
		}
		base := &snapshot.Content{}
		if !s.Keyframe() {
			base = h.held(s.ID)
		}
		body = h.packer.Append(body, &s.ScopeHeader, base, &s.Delta, s.Events)
	}
	return append(wire.AppendFrame(nil, &f.FrameHeader, len(body)), body...)
}

// Recut makes the delta of a scope anew, from looks that edit has changed. edit is given copies, and
// reports whether it did.
func (h *Hand) Recut(s *wire.Scope, edit func(base, cur *snapshot.Content) bool) bool {
	look := func(n game.TickNumber) (c snapshot.Content) {
		if was, ok := h.looks.Content(s.ID, n); ok {
			c.CopyFrom(&was)
		}
		return c
	}
	base, prev, cur := look(s.Base), look(s.Prev), look(s.Tick)
	if !edit(&base, &cur) {
		return false
	}
	snapshot.NewDiffer(h.schema).Diff(&s.Delta, &base, &prev, &cur)
	return true
}

// Any tries a change on one scope of a frame after another.
func (h *Hand) Any(f *wire.Frame, edit func(base, cur *snapshot.Content) bool) bool {
	for i := range f.Scopes {
		if h.Recut(&f.Scopes[i], edit) {
			return true
		}
	}
	return false
}
