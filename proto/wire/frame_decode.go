package wire

import (
	"fmt"

	"tickwire/game"
)

const maxLines = 1024 // of chat per frame

// FrameDecoder reads frames of one schema. It keeps memory from frame to frame and is not safe
// for concurrent use.
type FrameDecoder struct {
	strides     []int // fields of each group
	eventFields []int // fields of each event
	unpack      unpacker
	rows        int // new ones in the frame so far
	frame       Frame
}

// NewFrameDecoder makes a decoder.
func NewFrameDecoder(s *game.Schema) *FrameDecoder {
	d := &FrameDecoder{unpack: unpacker{m: newModels(s)}}
	for _, g := range s.Groups() {
		d.strides = append(d.strides, g.Hi-g.Lo)
	}
	for i := range s.NumEvents() {
		d.eventFields = append(d.eventFields, len(s.Event(i).Fields))
	}
	return d
}

// Decode reads a ServerMessage that holds a frame. The result is valid until the next call.
func (d *FrameDecoder) Decode(b []byte) (*Frame, error) {
	c, err := content(b, KindFrame)
	if err != nil {
		return nil, err
	}
	f := &d.frame
	d.rows = 0
	*f = Frame{
		FrameHeader: FrameHeader{Left: f.Left[:0], Roster: f.Roster[:0], Chat: f.Chat[:0]},
		Scopes:      f.Scopes[:0],
	}
	r := reader{b: c}
	for r.next() {
		d.field(&r, f)
	}
	if r.err != nil {
		return nil, r.err
	}
	if f.Tick == 0 {
		return nil, fmt.Errorf("%w: a frame without a tick", ErrMessage)
	}
	for i := range f.Scopes {
		if s := &f.Scopes[i]; s.Packed != nil {
			s.FrameTick = f.Tick
		} else if err := s.resolve(f.Tick); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (d *FrameDecoder) field(r *reader, f *Frame) {
	switch r.num {
	case frameTick:
		f.Tick = game.TickNumber(r.uint32())
	case frameInputTick:
		f.InputTick = game.TickNumber(r.uint32())
	case frameInputMargin:
		f.InputMargin = r.sint32()
	case frameLeft:
		f.Left = uints(r, f.Left)
	case frameScopes, framePacked:
		if len(f.Scopes) == MaxScopes {
			r.fail("too many scopes")
			return
		}
		f.Scopes = grow(f.Scopes)
		s := &f.Scopes[len(f.Scopes)-1]
		if r.num == framePacked {
			r.adopt(s.packed(r.bytes()))
		} else {
			r.adopt(d.scope(s, r.bytes()))
		}
	case frameRoster:
		if len(f.Roster) == MaxRoster {
			r.fail("too many players")
			return
		}
		f.Roster = grow(f.Roster)
		r.adopt(f.Roster[len(f.Roster)-1].decode(r.bytes()))
	case frameChat:
		if len(f.Chat) == maxLines {
			r.fail("too many lines")
			return
		}
		f.Chat = grow(f.Chat)
		r.adopt(f.Chat[len(f.Chat)-1].decode(r.bytes()))
	case frameLink:
		r.adopt(f.link(r.bytes()))
	case frameToken:
		if f.ResumeToken = r.bytes(); len(f.ResumeToken) > MaxResumeToken {
			r.fail("a resume token beyond the limit")
		}
	case frameDrain:
		f.DrainMillis = r.uint32()
	case frameVerify:
		r.adopt(f.Verify.decode(r.bytes()))
	default:
		r.skip()
	}
}

func (e *RosterEntry) decode(b []byte) error {
	*e = RosterEntry{Name: e.Name} // kept to spare the allocation where it stays the same
	var name []byte
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case rosterPlayer:
			e.Player = game.PlayerID(r.uint32())
		case rosterName:
			name = r.bytes()
		case rosterScore:
			e.Score = r.sint32()
		case rosterBot:
			e.Bot = r.bool()
		case rosterLeft:
			e.Left = r.bool()
		case rosterAway:
			e.Away = r.bool()
		default:
			r.skip()
		}
	}
	setText(&r, &e.Name, name, MaxName)
	return r.err
}

func (l *ChatLine) decode(b []byte) error {
	*l = ChatLine{Text: l.Text}
	var text []byte
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case linePlayer:
			l.Player = game.PlayerID(r.uint32())
		case lineTo:
			l.To = game.PlayerID(r.uint32())
		case lineText:
			text = r.bytes()
		default:
			r.skip()
		}
	}
	setText(&r, &l.Text, text, MaxChat)
	return r.err
}

func (h *FrameHeader) link(b []byte) error {
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case linkRTT:
			h.RTTMicros = r.uint32()
		case linkJitter:
			h.JitterMicros = r.uint32()
		default:
			r.skip()
		}
	}
	return r.err
}

// setText checks a text that came and stores it, without allocating when it is there already.
func setText(r *reader, dst *string, b []byte, limit int) {
	if r.err != nil || *dst == string(b) {
		return
	}
	s := string(b[:min(len(b), limit+1)])
	if err := checkText("text", s, limit); err != nil {
		r.adopt(err)
		return // a bad text must not be found "there already" the next time
	}
	*dst = s
}
