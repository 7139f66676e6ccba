package replicate

// StillScopes is how many scopes of teams and players are known to stand still.
func (r *Replicator) StillScopes() int { return len(r.still.others) }
