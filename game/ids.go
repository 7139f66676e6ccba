package game

// TickNumber counts the steps of one room. The first step is number 1; 0 means "no tick".
// At 30 Hz it wraps after four and a half years.
type TickNumber uint32

// PlayerID names a player within one room. It starts at 1 and is never reused; 0 is nobody.
type PlayerID uint32

// EntityID names an entity within one room. It starts at 1 and is never reused; 0 is none.
type EntityID uint32

// predictedBit marks the provisional ids that prediction hands out; the server never sends one.
const predictedBit EntityID = 1 << 31

// Predicted reports whether the id was handed out by prediction and so is unknown to the
// server.
func (e EntityID) Predicted() bool { return e&predictedBit != 0 }

// TeamID names a team; 0 is no team.
type TeamID uint32

// SpawnKey tells which input caused a spawn or an event: the owner's input tick and an ordinal
// within that tick. Server and prediction compute the same key, so a client can match what it
// predicted with what the server confirmed. 0 is none.
type SpawnKey uint32

// maxOrdinal is the largest ordinal within one player and tick; what is spawned beyond it has
// no key and is drawn only when the server confirms it.
const maxOrdinal = 15

func spawnKey(n TickNumber, ordinal int) SpawnKey {
	if ordinal > maxOrdinal {
		return 0
	}
	return SpawnKey(uint32(n)<<4 | uint32(ordinal))
}

// Tick is the tick of the input that caused the spawn, modulo 2^28.
func (k SpawnKey) Tick() TickNumber { return TickNumber(k >> 4) }
