package audience

import (
	"errors"
	"fmt"
	"time"

	"tickwire/bench/notice"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// follower reads Tickwire's messages: the state of the board, of which what is new is what has
// happened.
type follower struct {
	client  *client
	decoder *wire.FrameDecoder
	applier *snapshot.Applier
	scopes  map[game.ScopeID]*looks
	tick    game.TickNumber // of the newest frame
	owed    int             // frames that were not acknowledged
	out     []byte
}

// looks are the newest looks at one scope: what deltas build on.
type looks struct{ base, prev, next snapshot.Content }

// definition is the game as a client needs it.
func definition() *game.Definition {
	def := notice.Definition(nil)
	if err := def.Complete(); err != nil {
		panic("audience: " + err.Error())
	}
	return def
}

func newFollower(c *client) *follower {
	s := definition().Schema
	return &follower{client: c, decoder: wire.NewFrameDecoder(s), applier: snapshot.NewApplier(s), scopes: map[game.ScopeID]*looks{}}
}

// hello is what a client says first.
func hello(name string) []byte {
	def := definition()
	return wire.AppendHello(nil, &wire.Hello{
		ProtocolVersion: wire.ProtocolVersion, Game: def.Name, GameVersion: def.Version, SchemaHash: def.Schema.Hash(),
		Name: name, Encodings: []wire.Encoding{wire.EncodingPacked},
	})
}

// ack is the acknowledgement of all frames, as the clients of games are that press nothing.
func (f *follower) ack() []byte {
	f.owed = 0
	f.out = wire.AppendInputs(f.out[:0], &wire.Inputs{Ack: f.tick})
	return f.out
}

// take takes one message of the server, which came at a time.
func (f *follower) take(msg []byte, at time.Duration) error {
	kind, err := wire.ServerKind(msg)
	switch {
	case err != nil:
		return err
	case kind == wire.KindCloseNotice:
		n, err := wire.DecodeCloseNotice(msg)
		if err != nil {
			return err
		}
		return fmt.Errorf("the server closes: %d %s", n.Code, n.Reason)
	case kind == wire.KindWelcome:
		_, err := wire.DecodeWelcome(msg)
		return err
	case kind != wire.KindFrame:
		return errors.New("the server says what no client is told")
	}
	frame, err := f.decoder.Decode(msg)
	if err != nil {
		return err
	}
	f.owed++
	f.tick = frame.Tick
	for _, id := range frame.Left {
		delete(f.scopes, id)
	}
	for i := range frame.Scopes {
		if err := f.scope(&frame.Scopes[i], at); err != nil {
			return err
		}
	}
	f.client.enter()
	return nil
}

// scope brings one scope up to date and tells the notices that are new in it.
func (f *follower) scope(s *wire.Scope, at time.Duration) error {
	l := f.scopes[s.ID]
	if l == nil {
		l = &looks{}
		f.scopes[s.ID] = l
	}
	if s.Packed != nil {
		if err := f.decoder.Unpack(s, &l.base); err != nil {
			return err
		}
	}
	if s.Keyframe() {
		l.base.Reset(0)
	}
	if s.Prev == 0 {
		l.prev.Reset(0)
	}
	if l.base.Tick != s.Base || l.prev.Tick != s.Prev {
		return fmt.Errorf("%v builds on ticks %d and %d, held are %d and %d", s.ID, s.Base, s.Prev, l.base.Tick, l.prev.Tick)
	}
	if err := f.applier.Apply(&l.next, &l.base, &l.prev, s.Tick, &s.Delta); err != nil {
		return err
	}
	l.prev, l.base, l.next = l.base, l.next, l.prev
	rows := l.base.Block(0)
	first := len(rows.IDs)
	for first > 0 && rows.Vals[(first-1)*notice.Fields] > f.client.newest {
		first--
	}
	for i := first; i < len(rows.IDs); i++ {
		n := notice.FromValues(rows.Vals[i*notice.Fields : (i+1)*notice.Fields])
		if err := f.client.told(&n, at); err != nil {
			return err
		}
	}
	return nil
}
