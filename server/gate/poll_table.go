package gate

import (
	"encoding/base64"
	"net/http"
	"sync"
	"time"
)

// pollID names a poll link. Its client draws it at random, and it is the only proof of whose the link is:
// it is in no log and no message.
type pollID [16]byte

// parsePollID reads base64url without padding, in its one right form.
func parsePollID(s string) (id pollID, ok bool) {
	if len(s) != base64.RawURLEncoding.EncodedLen(len(id)) {
		return id, false
	}
	n, err := base64.RawURLEncoding.Strict().Decode(id[:], []byte(s))
	return id, err == nil && n == len(id)
}

// polls are the poll links of a gate.
type polls struct {
	mu    sync.Mutex
	links map[pollID]*pollLink
}

// find is nil where there is no such link.
func (t *polls) find(id pollID) *pollLink {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.links[id]
}

func (t *polls) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.links)
}

// Links is the number of links by what carries them.
func (g *Gate) Links() (sockets, polls int) {
	polls = g.polls.count()
	return max(g.Conns()-polls, 0), polls
}

// openPoll lets a link in as the door does with a WebSocket, or finds the one that there is since a
// moment ago.
func (g *Gate) openPoll(id pollID, remote string, a ask) (*pollLink, refusal) {
	t := &g.polls
	t.mu.Lock() // over all of it, so that shutPolls misses none
	defer t.mu.Unlock()
	if p := t.links[id]; p != nil {
		return p, refusal{}
	}
	name, now := network(remote), time.Since(g.start)
	if status, why := g.door.enter(name, now); status != 0 {
		g.turned.Add(1)
		return nil, refusal{status, why}
	}
	l := &link{gate: g, remote: remote, born: now, patience: max(a.wait, a.every)}
	p := &pollLink{link: l, id: id, every: a.every}
	l.out = p
	l.heard.Store(int64(now))
	if !g.enter(l) {
		g.door.leave(name)
		return nil, refusal{http.StatusServiceUnavailable, "the server is shutting down"}
	}
	g.open.Add(1)
	if t.links == nil {
		t.links = map[pollID]*pollLink{}
	}
	t.links[id] = p
	return p, refusal{}
}

// dropPoll forgets a link that is settled; only the first call does.
func (g *Gate) dropPoll(p *pollLink) {
	g.polls.mu.Lock()
	found := g.polls.links[p.id] == p
	if found {
		delete(g.polls.links, p.id)
	}
	g.polls.mu.Unlock()
	if found {
		p.link.leave()
	}
}

// shutPolls forgets all links, which were closed. Who does not ask at this very moment is not told why.
func (g *Gate) shutPolls() {
	g.polls.mu.Lock()
	all := make([]*pollLink, 0, len(g.polls.links))
	for _, p := range g.polls.links {
		all = append(all, p)
	}
	g.polls.mu.Unlock()
	for _, p := range all {
		p.posting.Lock()
		p.finish()
		p.posting.Unlock()
		g.dropPoll(p)
	}
}
