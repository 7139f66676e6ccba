package room

// Poller reads the links of one room at its ticks, where a link can be read without a goroutine
// that waits for it. It belongs to the room's goroutine, which alone calls its methods.
type Poller interface {
	// Add brings in the link of a player who has just joined. A link that cannot be read at ticks
	// goes on as it was. A link leaves by itself when its connection has ended.
	Add(Link)

	// Poll reads what has come on all links and hands it to the seats, so that the step that follows
	// has it. It never waits. divide calls do for each number below n, several at the same time
	// perhaps, with the number of the worker who does it.
	Poll(divide func(n int, do func(worker, i int)))

	// Close polls on for as long as it takes to close what is left, about a second at most.
	Close()
}
