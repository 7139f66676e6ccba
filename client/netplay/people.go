package netplay

import (
	"fmt"
	"slices"

	"tickwire/proto/wire"
)

// chatMemory is how many lines of chat a client remembers.
const chatMemory = 64

// people takes roster and chat.
func (c *Client) people(f *wire.Frame) error {
	known, change := len(c.roster), false
	for _, e := range f.Roster {
		i, ok := slices.BinarySearchFunc(c.roster[:known], e, byPlayer)
		if ok {
			c.roster[i] = e
		} else {
			c.roster = append(c.roster, e)
		}
		change = change || !ok || e.Left
		c.predict.player(e)
	}
	if change {
		// Once for all of them: thousands that join at the front would each move the rest.
		slices.SortStableFunc(c.roster, byPlayer)
		kept := c.roster[:0]
		for i, e := range c.roster {
			if newest := i+1 == len(c.roster) || c.roster[i+1].Player != e.Player; newest && !e.Left {
				kept = append(kept, e)
			}
		}
		clear(c.roster[len(kept):])
		c.roster = kept
	}
	if len(c.roster) > wire.MaxRoster {
		return fmt.Errorf("netplay: more than %d players", wire.MaxRoster)
	}
	c.chat = append(c.chat, f.Chat...)
	c.said += len(f.Chat)
	c.chat = slices.Delete(c.chat, 0, max(len(c.chat)-chatMemory, 0))
	return nil
}

func byPlayer(a, b wire.RosterEntry) int { return int(int64(a.Player) - int64(b.Player)) }
