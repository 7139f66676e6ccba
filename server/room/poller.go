package room

// Poller reads the links of one room at its ticks, where a link can be read without a goroutine
// that waits for it. It belongs to the room's goroutine, which alone calls its methods.
type Poller interface {
	// Add brings in the link of a player who has just joined. A link that cannot be read at ticks
	// goes on as it was. A link leaves by itself when its connection has ended.
	Add(Link)

	// Poll reads what has come on all links and returns when what was read has been handed to the
	// seats, so that the step that follows has it. It never waits for a peer. late is the number
	// of links whose readers took too long: what they bring is taken at the next tick. divide does
	// something for each of n things, perhaps several at the same time, with the number of who
	// does it.
	Poll(divide func(n int, do func(worker, i int))) (late int)

	// Close polls on for as long as it takes to close what is left, about a second at most.
	Close()
}
