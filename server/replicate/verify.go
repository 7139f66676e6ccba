package replicate

import (
	"fmt"

	"tickwire/game"
	"tickwire/proto/wire"
)

// ask is what a client was asked and has not answered: it may answer once, and about what it held when
// the frame was made that asked.
type ask struct {
	tick game.TickNumber // of that frame; 0 for none
	rows bool
	held []wire.ScopeHash // as the server knows it, without hashes; one with rows

	detail bool         // the rows of scope are to be asked for next
	scope  game.ScopeID // in which a difference was found
	told   bool         // that was done once, which is enough
}

// Divergence is where a client does not hold what the server sent it.
type Divergence struct {
	Scope  game.ScopeID
	Tick   game.TickNumber // of the scope
	Kind   string          // empty while only the scope is known, as are those below
	Entity game.EntityID
	Field  string // empty where the whole row is meant
	Got    int32
	Want   int32
	What   string // what is wrong, where it is no field
}

func (d *Divergence) String() string {
	s := fmt.Sprintf("%v at tick %d: ", d.Scope, d.Tick)
	if d.Kind != "" {
		s += fmt.Sprintf("%s %d: ", d.Kind, d.Entity)
	}
	if d.Field != "" {
		return s + fmt.Sprintf("%s is %d, want %d", d.Field, d.Got, d.Want)
	}
	return s + d.What
}

// Verdict is what an answer comes to.
type Verdict struct {
	Scopes   int // that were compared
	Diverged int // of these
	Late     int // that are forgotten, so that nobody can tell any more

	First *Divergence // the first that is worth telling: of a link's first, and in detail when the rows came; nil for none
}

// Ask is what the frame that Gather made last should ask its client: the rows of a scope in which a
// difference was found, or hashes where sampled says that it is this frame's turn; and nothing while an
// answer is owed, so that who never answers costs nothing.
func (r *Replicator) Ask(c *Client, sampled bool) wire.Verify {
	a := c.ask
	if a == nil && sampled {
		a = &ask{}
		c.ask = a
	}
	if a == nil || a.tick != 0 || !sampled && !a.detail {
		return wire.Verify{}
	}
	a.tick, a.rows, a.detail, a.held = r.ring.Newest(), a.detail, false, a.held[:0]
	if a.rows {
		if n := c.Held(a.scope); n != 0 {
			a.held = append(a.held, wire.ScopeHash{ID: a.scope, Tick: n})
		}
		return wire.Verify{Asked: true, Rows: true, Scope: a.scope}
	}
	n := 0
	for i := range c.held {
		n += min(int(c.held[i].base), 1)
	}
	first, count := wire.VerifiedRange(n, a.tick)
	a.add(c, first, min(first+count, n))
	a.add(c, 0, max(first+count-n, 0))
	return wire.Verify{Asked: true}
}

// add notes those scopes that the client holds, counted in ascending order.
func (a *ask) add(c *Client, from, to int) {
	k := 0
	for i := range c.held {
		if h := &c.held[i]; h.base != 0 {
			if k >= from && k < to {
				a.held = append(a.held, wire.ScopeHash{ID: h.scope, Tick: h.base})
			}
			k++
		}
	}
}

// Verify compares an answer with what the client was sent. ok is false where the answer was not asked
// for, which no client does by mistake.
func (r *Replicator) Verify(c *Client, v *wire.Verified) (verdict Verdict, ok bool) {
	a := c.ask
	if a == nil || a.tick == 0 || v.Tick != a.tick || v.Detail != a.rows && len(v.Scopes) > 0 {
		return Verdict{}, false
	}
	a.tick = 0
	if a.rows {
		verdict.First = r.detail(a, v)
		return verdict, true
	}
	for i, want := range a.held {
		if i >= len(v.Scopes) || v.Scopes[i].ID != want.ID {
			verdict.find(a, want, "the client holds other scopes")
			return verdict, true // and what follows is in other places
		}
		switch set := r.ring.At(want.Tick); {
		case v.Scopes[i].Tick != want.Tick:
			verdict.find(a, want, fmt.Sprintf("the client holds it as of tick %d", v.Scopes[i].Tick))
		case set == nil:
			verdict.Late++
			continue
		default:
			set.Read(&r.memo.cur, want.ID)
			if wire.HashScope(&r.memo.cur) != v.Scopes[i].Hash {
				verdict.find(a, want, "the client holds other rows")
			}
		}
		verdict.Scopes++
	}
	if n := len(a.held); len(v.Scopes) > n {
		verdict.find(a, v.Scopes[n], "the client holds a scope that it was not sent")
	}
	return verdict, true
}

// find counts a difference. The first one of a link is told, and its scope's rows are asked for.
func (v *Verdict) find(a *ask, s wire.ScopeHash, what string) {
	v.Diverged++
	if !a.told {
		v.First = &Divergence{Scope: s.ID, Tick: s.Tick, What: what}
		a.told, a.detail, a.scope = true, true, s.ID
	}
}

// detail finds where the rows that a client tells differ from what it was sent. It is nil where
// nothing can be found: they do not any more, or are forgotten, or not all were told.
func (r *Replicator) detail(a *ask, v *wire.Verified) *Divergence {
	if len(a.held) == 0 {
		return nil
	}
	want := a.held[0]
	if len(v.Scopes) == 0 {
		return &Divergence{Scope: want.ID, Tick: want.Tick, What: "the client does not hold the scope"}
	}
	set := r.ring.At(want.Tick)
	if set == nil || v.Scopes[0] != want {
		return nil
	}
	set.Read(&r.memo.cur, want.ID)
	left := wire.MaxVerifiedNumbers // that the client could tell
	for g, grp := range r.split.schema.Groups() {
		d := &Divergence{Scope: want.ID, Tick: want.Tick, Kind: r.split.schema.Kind(grp.Kind).Name}
		got, was := v.Rows.Block(g), r.memo.cur.Block(g)
		stride := grp.Hi - grp.Lo
		if len(got.Vals) != len(got.IDs)*stride {
			d.What = "the client tells rows of another width"
			return d
		}
		left -= len(got.IDs) * (1 + stride)
		for k := range max(len(got.IDs), len(was.IDs)) {
			switch {
			case k >= len(got.IDs) && left < 1+stride:
				return nil
			case k >= len(was.IDs) || k < len(got.IDs) && got.IDs[k] < was.IDs[k]:
				d.Entity, d.What = got.IDs[k], "the client has a row that it was not sent"
				return d
			case k >= len(got.IDs) || got.IDs[k] > was.IDs[k]:
				d.Entity, d.What = was.IDs[k], "the client has lost the row"
				return d
			}
			for f := range stride {
				if x, y := got.Vals[k*stride+f], was.Vals[k*stride+f]; x != y {
					d.Entity, d.Field, d.Got, d.Want = got.IDs[k], r.split.schema.Kind(grp.Kind).Fields[grp.Lo+f].Name, x, y
					return d
				}
			}
		}
	}
	return nil
}
