package js_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"sync/atomic"

	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
)

// client is what the client in JavaScript says that it holds, for an oracle to check.
type client struct {
	def     *game.Definition
	player  game.PlayerID
	links   uint64
	resumed int
	early   int // frames that told of an input in time
	frame   frame

	transports []string // of each welcome
	lost       []string // why each link was lost
	lines      []string // of chat that came back

	verified, diverged atomic.Uint64 // scopes that the server has compared with what the client said
}

// line is one of those that client/js/test/follow.ts prints.
type line struct {
	Welcome *struct {
		Player    game.PlayerID
		Resumed   bool
		Links     uint64
		Transport string
	}
	Frame *frame
	Chat  string
	Lost  string
}

type frame struct {
	Tick   game.TickNumber
	Early  bool
	Scopes []struct {
		ID   game.ScopeID
		Tick game.TickNumber
		Rows []struct { // by group
			IDs    []game.EntityID
			Values []int32
		}
	}
	Merged map[string][]entity
	Events []struct {
		Scope  game.ScopeID
		Name   string
		Tick   game.TickNumber
		Values []int32
	}
}

type entity struct {
	ID    game.EntityID
	Parts [][]int32 // by the groups of the kind, the public one first; null where it is not held
}

// read takes lines until there are no more, and hands over after each frame.
func (c *client) read(r io.Reader, check func(game.TickNumber) error) error {
	lines := bufio.NewReaderSize(r, 1<<20)
	for {
		b, err := lines.ReadBytes('\n')
		if err == io.EOF && len(b) == 0 {
			return nil
		}
		if err != nil {
			return err
		}
		var l line
		if err := json.Unmarshal(b, &l); err != nil {
			return fmt.Errorf("%q: %w", b[:min(len(b), 200)], err)
		}
		switch {
		case l.Welcome != nil:
			c.player, c.links = l.Welcome.Player, l.Welcome.Links
			c.transports = append(c.transports, l.Welcome.Transport)
			if l.Welcome.Resumed {
				c.resumed++
			}
		case l.Chat != "":
			c.lines = append(c.lines, l.Chat)
		case l.Lost != "":
			c.lost = append(c.lost, l.Lost)
		case l.Frame != nil:
			c.frame = *l.Frame
			if c.frame.Early {
				c.early++
			}
			if err := check(c.frame.Tick); err != nil {
				return err
			}
		}
	}
}

func (c *client) Local() game.PlayerID  { return c.player }
func (c *client) Tick() game.TickNumber { return c.frame.Tick }
func (c *client) Links() uint64         { return c.links }

func (c *client) Held(visit func(game.ScopeID, *snapshot.Content)) {
	for _, s := range c.frame.Scopes {
		look := snapshot.Content{Tick: s.Tick}
		for g, r := range s.Rows {
			if len(r.IDs) > 0 {
				look.Blocks = append(look.Blocks, snapshot.Block{Group: g, IDs: r.IDs, Vals: r.Values})
			}
		}
		visit(s.ID, &look)
	}
}

// Merged has 0 for fields that the client does not hold, as worlds in Go have.
func (c *client) Merged() *game.Rows {
	rows := game.NewRows(c.def.Schema)
	for kind := range c.def.Schema.NumKinds() {
		var groups []game.Group
		for _, g := range c.def.Schema.Groups() {
			if g.Kind == kind {
				groups = append(groups, g)
			}
		}
		out := rows.Block(kind)
		all := c.frame.Merged[c.def.Schema.Kind(kind).Name]
		slices.SortFunc(all, func(a, b entity) int { return int(int64(a.ID) - int64(b.ID)) })
		for _, e := range all {
			row := make([]int32, out.Stride)
			for i, part := range e.Parts {
				copy(row[groups[i].Lo:groups[i].Hi], part)
			}
			out.Append(e.ID, row)
		}
	}
	return rows
}

func (c *client) Told(visit func(game.ScopeID, *wire.Event)) {
	for _, e := range c.frame.Events {
		number := -1
		for i := range c.def.Schema.NumEvents() {
			if c.def.Schema.Event(i).Name == e.Name {
				number = i
			}
		}
		visit(e.Scope, &wire.Event{Number: number, Tick: e.Tick, Vals: e.Values})
	}
}
