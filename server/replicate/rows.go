package replicate

// Rows is the number of rows that a client holds once it has applied the frame that Gather made
// last. A scope that was left out of it counts as the client was sent it before.
func (r *Replicator) Rows(c *Client) int {
	n := 0
	for i := range c.held {
		if set := r.ring.At(r.known(c.held[i].scope, c.held[i].base)); set != nil {
			content := set.Content(c.held[i].scope)
			n += content.Rows()
		}
	}
	return n
}
