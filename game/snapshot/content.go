package snapshot

import (
	"slices"

	"tickwire/game"
)

// Block is the rows of one group in one scope: ids ascend, values are row-major with the
// group's number of fields in each row.
type Block struct {
	Group int
	IDs   []game.EntityID
	Vals  []int32
}

// Content is the rows of one scope at one tick: blocks in ascending order of group, none empty.
type Content struct {
	Tick   game.TickNumber // 0 when there is no such content
	Blocks []Block
}

// Block returns the rows of a group, empty when there are none.
func (c *Content) Block(group int) Block {
	if i, ok := slices.BinarySearchFunc(c.Blocks, group, func(b Block, g int) int { return b.Group - g }); ok {
		return c.Blocks[i]
	}
	return Block{Group: group}
}

// Rows is the number of rows in all blocks.
func (c *Content) Rows() int {
	n := 0
	for i := range c.Blocks {
		n += len(c.Blocks[i].IDs)
	}
	return n
}

// Equal reports whether both hold the same rows; the ticks may differ.
func (c *Content) Equal(o *Content) bool {
	return slices.EqualFunc(c.Blocks, o.Blocks, func(a, b Block) bool {
		return a.Group == b.Group && slices.Equal(a.IDs, b.IDs) && slices.Equal(a.Vals, b.Vals)
	})
}

// CopyFrom makes c a deep copy of o, reusing c's memory.
func (c *Content) CopyFrom(o *Content) {
	c.Reset(o.Tick)
	for i := range o.Blocks {
		b := c.grow(o.Blocks[i].Group)
		b.IDs = append(b.IDs, o.Blocks[i].IDs...)
		b.Vals = append(b.Vals, o.Blocks[i].Vals...)
	}
}

// Reset empties the content for a tick and keeps its memory.
func (c *Content) Reset(n game.TickNumber) {
	c.Tick = n
	c.Blocks = c.Blocks[:0]
}

// grow appends an empty block, reusing the memory of one that was there before.
func (c *Content) grow(group int) *Block {
	if n := len(c.Blocks); n < cap(c.Blocks) {
		c.Blocks = c.Blocks[:n+1]
	} else {
		c.Blocks = append(c.Blocks, Block{})
	}
	b := &c.Blocks[len(c.Blocks)-1]
	b.Group, b.IDs, b.Vals = group, b.IDs[:0], b.Vals[:0]
	return b
}
