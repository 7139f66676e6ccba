package oracle

import (
	"context"
	"fmt"
	"sync"

	"tickwire/game"
	"tickwire/game/snapshot"
)

// memory is how many ticks an Oracle remembers: far more than a server does, because a client on
// a slow machine may be checked seconds after its frame was made.
const memory = 1024

// Oracle remembers what a server's world was.
type Oracle struct {
	def *game.Definition

	mu     sync.Mutex
	looks  [memory]*look
	newest game.TickNumber
	news   chan struct{} // closed and replaced by Record
}

// New makes an oracle for worlds of a complete definition.
func New(def *game.Definition) *Oracle { return &Oracle{def: def, news: make(chan struct{})} }

// Record takes the world after tick n: the rows that it saved, the events that it emitted and the
// scopes that the server cut the rows into. It copies what it keeps. An error is a Divergence
// between rows and scopes; such a tick is not remembered.
func (o *Oracle) Record(n game.TickNumber, rows *game.Rows, log *game.EventLog, set *snapshot.Set) error {
	l, err := newLook(o.def, n, rows, set, o.at(n-1))
	if err != nil {
		return err
	}
	l.events = eventsOf(o.def, n, log)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.looks[n%memory] = l
	o.newest = n
	close(o.news)
	o.news = make(chan struct{})
	return nil
}

// Wait returns when tick n has been recorded. A frame can reach its client before the server's
// goroutine has come to Record.
func (o *Oracle) Wait(ctx context.Context, n game.TickNumber) error {
	for {
		o.mu.Lock()
		newest, news := o.newest, o.news
		o.mu.Unlock()
		if newest >= n {
			return nil
		}
		select {
		case <-news:
		case <-ctx.Done():
			return fmt.Errorf("oracle: wait for tick %d, newest is %d: %w", n, newest, ctx.Err())
		}
	}
}

// at is nil for a tick that is not remembered.
func (o *Oracle) at(n game.TickNumber) *look {
	o.mu.Lock()
	defer o.mu.Unlock()
	if l := o.looks[n%memory]; l != nil && l.tick == n {
		return l
	}
	return nil
}

// still reports whether nothing changed and nothing happened in a scope at a tick.
func (o *Oracle) still(scope game.ScopeID, n game.TickNumber) bool {
	before, ok := o.Content(scope, n-1)
	now, known := o.Content(scope, n)
	return ok && known && before.Equal(&now) && len(o.at(n).events[scope]) == 0
}

// Content is what a scope held at a tick that is remembered, made of the rows as they were saved.
func (o *Oracle) Content(scope game.ScopeID, n game.TickNumber) (c snapshot.Content, ok bool) {
	l := o.at(n)
	if l == nil {
		return c, false
	}
	c.Tick = n
	for g, indices := range l.scopes[scope] {
		if len(indices) == 0 {
			continue
		}
		grp := o.def.Schema.Groups()[g]
		from, b := l.rows.Block(grp.Kind), snapshot.Block{Group: g}
		for _, i := range indices {
			b.IDs = append(b.IDs, from.IDs[i])
			b.Vals = append(b.Vals, from.Row(int(i))[grp.Lo:grp.Hi]...)
		}
		c.Blocks = append(c.Blocks, b)
	}
	return c, true
}
