package session

// Refusal is why a token does not bring its bearer back. Only Forged is held against anybody: all
// others happen to honest clients that come too late, and these go on as new players.
type Refusal uint8

// The refusals.
const (
	Forged   Refusal = iota // the MAC is not that of a key that is known
	Unknown                 // a key that is not known, or not any more
	Expired                 // the token is too old
	Gone                    // the room has ended, or the player was not waited for any longer
	Replayed                // a newer token of the player has been used

	Refusals int = iota // how many there are
)

var refusals = [Refusals]string{"forged", "unknown", "expired", "gone", "replayed"}

// String is one word, for metrics and logs.
func (r Refusal) String() string { return refusals[r] }

// Error implements error.
func (r Refusal) Error() string { return "session: the token is " + r.String() }
