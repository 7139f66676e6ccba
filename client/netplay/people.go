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
	chat := f.Chat
	if c.tick == 0 { // of this link
		chat = unheard(c.chat, chat)
	}
	c.chat = append(c.chat, chat...)
	c.said += len(chat)
	c.chat = slices.Delete(c.chat, 0, max(len(c.chat)-chatMemory, 0))
	return nil
}

// unheard is what is new in the chat that a new link begins with: all behind the last place where it
// ends as what was heard before does.
func unheard(heard, chat []wire.ChatLine) []wire.ChatLine {
	for end := len(chat); end > 0 && len(heard) > 0; end-- {
		n := min(end, len(heard))
		if slices.Equal(chat[end-n:end], heard[len(heard)-n:]) {
			return chat[end:]
		}
	}
	return chat
}

func byPlayer(a, b wire.RosterEntry) int { return int(int64(a.Player) - int64(b.Player)) }
