package room

import (
	"tickwire/game"
	"tickwire/proto/wire"
)

// chatMemory is how many lines of chat a room remembers: what a client that is behind by more
// missed is lost to it.
const chatMemory = game.MaxChatHistory

// chat is a ring of the last lines, private ones among them. A client's cursor is the number of lines said before those
// that it lacks.
type chat struct {
	lines [chatMemory]wire.ChatLine
	said  uint64
}

func (c *chat) say(l wire.ChatLine) {
	c.lines[c.said%chatMemory] = l
	c.said++
}

// since appends the lines that a player's client with a cursor lacks, oldest first.
func (c *chat) since(dst []wire.ChatLine, cursor uint64, p game.PlayerID) []wire.ChatLine {
	for cursor = c.oldest(cursor); cursor < c.said; cursor++ {
		if l := &c.lines[cursor%chatMemory]; concerns(l, p) {
			dst = append(dst, *l)
		}
	}
	return dst
}

// news reports whether since would append any.
func (c *chat) news(cursor uint64, p game.PlayerID) bool {
	for cursor = c.oldest(cursor); cursor < c.said; cursor++ {
		if concerns(&c.lines[cursor%chatMemory], p) {
			return true
		}
	}
	return false
}

// oldest is the cursor of the first line that is remembered of those that one with a cursor lacks.
func (c *chat) oldest(cursor uint64) uint64 {
	if c.said > chatMemory {
		return max(cursor, c.said-chatMemory)
	}
	return cursor
}

// concerns reports whether a line is for a player to read.
func concerns(l *wire.ChatLine, p game.PlayerID) bool { return l.To == 0 || l.To == p || l.Player == p }
