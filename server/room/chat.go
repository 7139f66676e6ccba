package room

import "tickwire/proto/wire"

// chatMemory is how many lines of chat a room remembers: what a client that is behind by more
// missed is lost to it, and what one who joins can read.
const chatMemory = 64

// chat is a ring of the last lines. A client's cursor is the number of lines said before those
// that it lacks.
type chat struct {
	lines [chatMemory]wire.ChatLine
	said  uint64
}

func (c *chat) say(l wire.ChatLine) {
	c.lines[c.said%chatMemory] = l
	c.said++
}

// since appends the lines that a client with a cursor lacks, oldest first.
func (c *chat) since(dst []wire.ChatLine, cursor uint64) []wire.ChatLine {
	if c.said > chatMemory {
		cursor = max(cursor, c.said-chatMemory)
	}
	for ; cursor < c.said; cursor++ {
		dst = append(dst, c.lines[cursor%chatMemory])
	}
	return dst
}
