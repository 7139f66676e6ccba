package gate

import (
	"context"

	"tickwire/server/room"
)

// restarts is what those are told who come while the server drains.
const restarts = "the server restarts: please come back in a moment"

// Drain keeps those out who have no place yet, while the others play on, and come back when they lose
// their link: a Hello without a resume token that is good is answered by CloseShutdown. A request is not
// refused, because who it is nobody can tell before the Hello. Any goroutine may call it.
func (g *Gate) Drain() { g.draining.Store(true) }

// judged is what judges a new player for a lobby; see room.Join.
func (l *link) judged(asked *bool) func(context.Context, *room.Join) error {
	return func(ctx context.Context, j *room.Join) error {
		if *asked = true; l.gate.draining.Load() {
			return room.ErrClosed
		}
		return l.gate.authorize(ctx, j, l.remote)
	}
}
