package netplay

import "time"

// Skipped counts the inputs that were never made because Advance came too late.
func (c *Clock) Skipped() uint64 { return c.skipped }

// Expected is the margin that inputs made now should have.
func (c *Clock) Expected() time.Duration { return c.path.mean + c.offset }

// Target is the margin that the clock aims at.
func (c *Clock) Target() time.Duration { return c.target() }

// Behind is by how much a row was drawn later than others at most, in 256ths of a tick.
func (h *History) Behind() int64 { return h.lag }
