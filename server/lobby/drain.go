package lobby

import "time"

// Drain ends all rooms within a time, and opens none any more: players are told how long it is, the game
// may say that it needs less (game.Drainer), and a room without people ends at once. Run returns when
// the last one has ended, which may take a second longer. Any goroutine may call it.
func (l *Lobby) Drain(within time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.drainBy.IsZero() {
		close(l.drained)
	}
	l.drainBy = time.Now().Add(within)
	for _, e := range l.rooms {
		if !e.making() && e.room != nil {
			e.room.Drain(within)
		}
	}
	l.told()
}

// pass hands on to a room that was just made what Drain said before.
func (l *Lobby) pass(e *entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.drainBy.IsZero() && !e.making() && e.room != nil {
		e.room.Drain(time.Until(l.drainBy))
	}
}

// told has Run look whether there is a room left. The caller holds mu.
func (l *Lobby) told() {
	select {
	case l.less <- struct{}{}:
	default: // it will look anyway
	}
}

// empty reports whether a drain is over.
func (l *Lobby) empty() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.drainBy.IsZero() {
		return false
	}
	for _, e := range l.rooms {
		if !e.over {
			return false
		}
	}
	return true
}
