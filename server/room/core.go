package room

import (
	"slices"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// Core is a room without time, goroutines or sockets: one call of Step is one tick. What arrived
// since the last tick goes in, what must be sent goes to the links. Runs depend on the seeds and
// on what went in alone.
type Core struct {
	def     *game.Definition
	seeds   Seeds
	name    string
	world   game.World
	viewer  game.Viewer  // nil when everyone sees everything
	scorer  game.Scorer  // nil without scores
	bots    game.Bots    // nil when the game cannot play itself
	resumer game.Resumer // nil when the game does not ask who is away
	drainer game.Drainer // nil when the game does not care
	drain   drain

	host    *game.Host
	history *game.History
	rows    *game.Rows
	rep     *replicate.Replicator

	tick   game.TickNumber
	at     time.Duration // when it was stepped
	lastID game.PlayerID
	peers  []*peer // ascending by player
	joined []game.Player
	left   []game.PlayerID
	names  names
	roster roster
	chat   chat
	counts Counts

	incarnation uint16 // how often the room was made of a checkpoint

	lost   int  // players whose link is lost
	turned bool // somebody may have gone away or come back since the last tick

	// sign appends the token with a serial of a player; nil where no tokens are made. The newest
	// is in token while a frame is made.
	sign  func(dst []byte, p game.PlayerID, serial uint32) []byte
	token []byte

	misfits []misfit // of the newest step
	verify  verify

	divide func(n int, do func(worker, i int)) // does for each i below n, perhaps at the same time
	write  func(worker, i int)                 // writeFrame, made once
	alive  func()                              // does not return when the room was taken away
	header wire.FrameHeader
	frames []frame
	heads  []byte
	parts  [][][]byte // by worker
}

// Seeds start the random streams of a room.
type Seeds struct {
	Public uint64 // sent to clients, for what prediction must draw alike
	Secret uint64 // for what they must not foresee
}

// Counts are what happened in a room since it began.
type Counts struct {
	Frames, Skipped   uint64 // frames handed to links, and not, because the link was behind
	Quiet             uint64 // frames left out because they would have told nothing; see game.Definition.SendIdle
	Bytes             uint64 // of these frames
	TooLarge          uint64 // frames of more rows or bytes than a client takes; the link was closed
	Keyframes         uint64 // scopes sent without a base
	Encodings, Shared uint64 // scopes encoded, and scopes sent
	EventsLost        uint64 // left out of encodings that had more than a client takes

	InputsLate    uint64 // after their tick was stepped; dropped
	InputsMissing uint64 // ticks of a person for which none had come; the last one was repeated
	InputsEarly   uint64 // further ahead than Limits.MaxInputLead; the link was closed

	Resumed uint64 // players who came back on a new link
	Expired uint64 // players whose link was lost and who did not come back in time

	Asked        uint64 // frames that asked their client what it holds
	Verified     uint64 // scopes that were compared with what clients said
	Diverged     uint64 // of these, those that were not what was sent
	VerifiedLate uint64 // scopes whose answers came when what was sent was forgotten
}

// Add adds what happened in another room, or in another time.
func (c *Counts) Add(o Counts) {
	c.Frames += o.Frames
	c.Skipped += o.Skipped
	c.Quiet += o.Quiet
	c.Bytes += o.Bytes
	c.TooLarge += o.TooLarge
	c.Keyframes += o.Keyframes
	c.Encodings += o.Encodings
	c.Shared += o.Shared
	c.EventsLost += o.EventsLost
	c.InputsLate += o.InputsLate
	c.InputsMissing += o.InputsMissing
	c.InputsEarly += o.InputsEarly
	c.Resumed += o.Resumed
	c.Expired += o.Expired
	c.Asked += o.Asked
	c.Verified += o.Verified
	c.Diverged += o.Diverged
	c.VerifiedLate += o.VerifiedLate
}

// NewCore makes a room with an empty world. The definition must be complete.
func NewCore(def *game.Definition, name string, seeds Seeds) *Core {
	history := game.NewHistory(def.Schema, def.Limits.MaxRewind+1)
	c := &Core{
		def: def, seeds: seeds, name: name, world: def.New(seeds.Public),
		history: history, rows: game.NewRows(def.Schema), rep: replicate.New(def),
		names: newNames(),
		host: game.NewHost(def, game.HostConfig{
			PublicSeed: seeds.Public, SecretSeed: seeds.Secret, History: history,
		}),
	}
	c.divide, c.write, c.parts, c.alive = oneByOne, c.writeFrame, make([][][]byte, 1), func() {}
	c.viewer, _ = c.world.(game.Viewer)
	c.scorer, _ = c.world.(game.Scorer)
	c.bots, _ = c.world.(game.Bots)
	c.resumer, _ = c.world.(game.Resumer)
	c.drainer, _ = c.world.(game.Drainer)
	return c
}

// Tick is the last tick that was stepped.
func (c *Core) Tick() game.TickNumber { return c.tick }

// Players is the number of players, bots included.
func (c *Core) Players() int { return len(c.peers) }

// Counts are the totals so far.
func (c *Core) Counts() Counts { return c.counts }

// Rows is the world after the last tick, to be read only.
func (c *Core) Rows() *game.Rows { return c.rows }

// Events are what the last tick emitted, in order and for whomever, valid until the next Step; for
// oracles.
func (c *Core) Events() *game.EventLog { return c.host.Events() }

// Replicator gives the looks at the world that clients were sent; for oracles.
func (c *Core) Replicator() *replicate.Replicator { return c.rep }

func (c *Core) find(p game.PlayerID) *peer {
	if i, ok := c.index(p); ok {
		return c.peers[i]
	}
	return nil
}

func (c *Core) index(p game.PlayerID) (int, bool) {
	return slices.BinarySearchFunc(c.peers, p, func(x *peer, p game.PlayerID) int {
		return int(int64(x.player.ID) - int64(p))
	})
}

// period is the time between two ticks.
func (c *Core) period() time.Duration { return time.Second / time.Duration(c.def.TickRate) }
