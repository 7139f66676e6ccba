package game

// World is the state of one room and its rules. The engine calls it from one goroutine. All
// that Step depends on must be in the rows that Save appends, because prediction, checks and
// restarts rebuild worlds from rows alone.
type World interface {
	// Join brings a player in. It is called between Begin and Step of the player's first tick,
	// never in prediction.
	Join(t *Tick, p Player)

	// Leave takes a player out, with all that must go with it.
	Leave(t *Tick, p PlayerID)

	// Step advances the world by one tick.
	Step(t *Tick)

	// Save appends the rows of all entities, per kind in ascending order of id.
	Save(r *Rows)

	// Load makes the world equal to rows: all that Save gave, or on a client the part of it
	// that the client holds, with private fields of others 0.
	Load(r *Rows)
}

// Player is who joins.
type Player struct {
	ID   PlayerID
	Name string // checked for length and characters, unique in the room

	// Subject is who it is to the server's authorizer, the same each time it comes; empty for a guest
	// and for a bot. Several players may have one. Clients are not told, and prediction knows none.
	Subject string

	Bot bool // played by the server
}

// Viewer is an optional interface of a World: what a player sees. Without it everyone sees
// everything that is not private.
type Viewer interface {
	// View is called after Step for each player who is sent a frame. It must not hold more than
	// MaxRows: no client takes more.
	View(p PlayerID) View
}

// View is the part of the world that a player sees, in the units of the grid: of a fixed.Scalar
// those are 1/256ths.
type View struct {
	X, Y   int32  // the centre
	Radius int32  // cells that touch the square of this half side are seen
	Team   TeamID // whose team scope is seen; 0 for none
	All    bool   // sees every cell, as a spectator does
}

// Scorer is an optional interface of a World: the score of each player in the roster.
type Scorer interface {
	Score(p PlayerID) int32
}

// Bots is an optional interface of a World that can play its own players. Bot is called before
// Step for each bot and gives the input by Input.Set. It sees the world as the server does and
// must be as deterministic as Step. Headless clients use it too, on the part of the world that
// they hold.
type Bots interface {
	Bot(t *Tick, p PlayerID)
}

// Resumer is an optional interface of a World that wants to know who is away: a player whose link was
// lost, or whose client lets the game lie, as a browser's tab does that nobody looks at. The player
// keeps its place, and is still in Tick.Players; its input is repeated for Limits.InputHold and then
// released. Both are called between Begin and Step, never in prediction, and take turns, Dropped
// first. Who is away for longer than Limits.Grace without a link Leaves, and is not Resumed then.
type Resumer interface {
	// Dropped tells that a player has gone away.
	Dropped(t *Tick, p PlayerID)

	// Resumed tells that a player is back.
	Resumed(t *Tick, p PlayerID)
}

// Restorer is an optional interface of a World that keeps something of its players that is in no row,
// such as their Subject: rows hold numbers alone. Where a room is made of its checkpoint (see package
// server/host), it is called after Load for each player who is in the room, bots included, in ascending order, in
// place of Join. Players of whom the world has not been told may still Leave in the next tick.
type Restorer interface {
	Restored(p Player)
}

// Authorizer is an optional interface of a World: who may join. A returned error is shown to the
// player.
type Authorizer interface {
	Authorize(name, token string) error
}
