package room

import "fmt"

// staff has bots join, or those leave who came last: a room that is made of its checkpoint may have had
// another number of them.
func (r *Room) staff(bots int) {
	people, _ := r.core.census()
	have := r.core.Players() - people
	for i := have; i < bots; i++ {
		if _, err := r.core.Join(Join{Name: fmt.Sprintf("bot %d", i+1)}, nil); err != nil {
			break
		}
	}
	for i := len(r.core.peers) - 1; i >= 0 && have > bots; i-- {
		if p := r.core.peers[i].player; p.Bot {
			r.core.Leave(p.ID)
			have--
		}
	}
}
