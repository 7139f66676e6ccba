package game

// Drainer is an optional interface of a World that brings its match to an end before the server stops:
// it hands out what was won, say, or starts no other round. Without it all play on until their time is up.
// Where rooms are kept on disk, the next server goes on with the world as it is in the end.
type Drainer interface {
	// Drain is called before Step in every tick once the room is about to end, with how many ticks are
	// left after this one, so with 0 in the last; on a busy server it falls by more than one at a
	// time. It reports whether the game is done. Then it is not called again, and the room ends
	// with the next frame, which everybody is sent; so it does when nobody is left, or the time is up.
	// It is never called in prediction.
	Drain(t *Tick, left int) (done bool)
}
