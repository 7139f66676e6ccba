package wire

import (
	"fmt"

	"tickwire/game"
)

// Limits of what a client takes, so that a hostile server cannot fill its memory with what costs
// next to nothing to send. They hold for a frame, and a client holds no more in total. A server
// keeps within them: Definition.Complete sees to scopes and roster, replication to events. How many
// rows a view holds is the game's own business, so a room counts them, and the bytes of a frame, and
// closes the link rather than send what the client must refuse.
const (
	// MaxScopes is every cell of the largest grid, and room for the scopes that are no cells.
	MaxScopes = game.MaxCells + 64

	// MaxRoster is the largest room, and those who have just left it.
	MaxRoster = game.MaxPlayers + 4096

	// MaxEvents is per scope. It is some seconds of the fiercest battle in one cell, and what is
	// beyond cannot be shown in the moment that is left for it.
	MaxEvents = 4096

	// MaxRows counts one for each group of fields of an entity: some ten megabytes of memory.
	MaxRows = game.MaxRows

	// MaxMessage is in bytes. The roster of the largest room is 3 MB, and a keyframe of thousands of
	// rows a tenth of one.
	MaxMessage = 4 << 20
)

// count takes new rows of the frame, be they of many scopes.
func (d *FrameDecoder) count(rows uint64) error {
	if rows > uint64(MaxRows-d.rows) {
		return fmt.Errorf("%w: more than %d new rows in one frame", ErrMessage, MaxRows)
	}
	d.rows += int(rows)
	return nil
}
