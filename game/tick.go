package game

import "tickwire/game/fixed"

// Tick is what a world may know during one step: the only source of time, randomness, inputs,
// new ids, events and the past. It is valid until the call that got it returns.
type Tick struct {
	host   *Host
	number TickNumber
}

// Number is the number of this step, from 1.
func (t *Tick) Number() TickNumber { return t.number }

// Rate is the number of ticks per second.
func (t *Tick) Rate() int { return t.host.def.TickRate }

// Predicting reports whether this step runs on a client, ahead of the server. Damage, score,
// bots and spawns that no local input caused must not happen then.
func (t *Tick) Predicting() bool { return t.host.predicting }

// Local is the player for whom a client predicts, and 0 on the server.
func (t *Tick) Local() PlayerID { return t.host.local }

// Players are the players in the room in ascending order. The slice must not be changed.
func (t *Tick) Players() []PlayerID { return t.host.ids }

// IsBot reports whether the server plays this player.
func (t *Tick) IsBot(p PlayerID) bool {
	pl := t.host.player(p)
	return pl != nil && pl.bot
}

// NewEntity hands out the id of a new entity that no input caused. It panics in prediction:
// guard it with Predicting.
func (t *Tick) NewEntity() EntityID {
	if t.host.predicting {
		panic("game: NewEntity in prediction; guard it with Tick.Predicting, or use Spawn for what an input causes")
	}
	t.host.lastID++
	return t.host.lastID
}

// Spawn hands out the id of a new entity that a player's input caused, and the key by which a
// client recognises it. In prediction it works for the local player only; ok is false for
// others, whose spawns arrive from the server.
func (t *Tick) Spawn(p PlayerID) (id EntityID, key SpawnKey, ok bool) {
	key = t.Key(p)
	if !t.host.predicting {
		return t.NewEntity(), key, true
	}
	if p != t.host.local || key == 0 {
		return 0, 0, false
	}
	return predictedBit | EntityID(key), key, true
}

// Key is the next spawn key of a player in this tick, for a predicted event that comes with no
// entity.
func (t *Tick) Key(p PlayerID) SpawnKey {
	pl := t.host.player(p)
	if pl == nil {
		return 0
	}
	key := spawnKey(t.number, pl.ordinal)
	pl.ordinal++
	return key
}

// Rand is a stream of random numbers that server and prediction share: it depends on the room's
// public seed, the tick and the stream number alone. Use different stream numbers (an entity or
// player id, say) for things that must not draw the same.
func (t *Tick) Rand(stream uint64) fixed.Rand {
	return fixed.NewRand(t.host.publicSeed, uint64(t.number), stream)
}

// SecretRand is a stream that clients cannot foresee. It panics in prediction.
func (t *Tick) SecretRand(stream uint64) fixed.Rand {
	if t.host.predicting {
		panic("game: SecretRand in prediction; guard it with Tick.Predicting, or use Rand")
	}
	return fixed.NewRand(t.host.secretSeed, uint64(t.number), stream)
}

// SeenBy is the past as a player saw it when it made the input of this tick: interpolated at the
// moment that its client drew, no further back than Limits.MaxRewind. ok is false where there
// is no such past: for bots, in prediction, and for a player who has seen nothing yet.
//
// The moment is that of rows that come with every frame. Rows of cells that are sent more seldom are
// drawn later than that, by what passes from one look at them to the next, less one frame: with
// FarEvery 4 by three ticks, under BytesPerSecond by up to 15, now and then 31. A row that comes
// nearer catches up by one tick in six. Aiming at such rows is a guess: what decides about them
// should be lenient, or not ask the past.
func (t *Tick) SeenBy(p PlayerID) (past Past, ok bool) {
	pl := t.host.player(p)
	if pl == nil || pl.view == 0 || t.host.history == nil {
		return Past{}, false
	}
	return t.host.history.at(pl.view, t.number, t.host.def.Limits.MaxRewind)
}
