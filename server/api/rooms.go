package api

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tickwire/proto/answer"
	"tickwire/proto/wire"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// listEvery is how old the list of rooms may be; see aSecond.
const listEvery = time.Second

// listed is the list of rooms as it was written for whoever asked first.
type listed struct {
	at   time.Time
	body []byte
}

// rooms answers what public rooms there are. Of two who ask at once when it is time both write the list.
func (a *API) rooms(query) reply {
	now, last := time.Now(), a.list.Load()
	if last == nil || now.Sub(last.at) >= listEvery {
		var list answer.RoomList
		for _, s := range a.cfg.Rooms.Public() {
			list = append(list, a.one(&s, true))
		}
		last = &listed{now, list.JSON()}
		a.list.Store(last)
	}
	return reply{status: http.StatusOK, body: last.body, cache: aSecond}
}

// one is a room as all answers have it.
func (a *API) one(s *room.Status, public bool) answer.Room {
	return answer.Room{
		ID: s.Name, Public: public, Players: s.People, Bots: s.Bots,
		Capacity: a.cfg.Def.Limits.MaxPlayers, TickRate: a.cfg.Def.TickRate, Draining: s.Draining,
	}
}

// A room is waited for as long as it takes for some ticks, and where they are short, as a busy machine
// may be late.
const (
	lookTicks = 4
	lookLeast = 250 * time.Millisecond
)

// room answers what one room looks like.
func (a *API) room(q query) reply {
	patience := max(lookTicks*time.Second/time.Duration(a.cfg.Def.TickRate), lookLeast)
	ctx, cancel := context.WithTimeout(q.r.Context(), patience)
	defer cancel()
	look, err := a.cfg.Rooms.Look(ctx, q.r.PathValue("id"))
	switch {
	case errors.Is(err, lobby.ErrNoRoom):
		return no(http.StatusNotFound, answer.NoRoom, "there is no such room now; a room that nobody plays in is gone after a while, and a join by its name opens it again")
	case err != nil:
		return no(http.StatusServiceUnavailable, answer.Busy, "the room is not ready yet; ask again in a moment").after(time.Second)
	}
	write := func(s *room.Summary) []byte {
		return (&answer.RoomState{
			Room: a.one(&s.Status, look.Public), Tick: uint32(s.Tick), Age: s.Age,
			Connected: s.People - s.Lost - s.Asleep, Asleep: s.Asleep, Lost: s.Lost,
			Roster: s.Players, Stalled: !look.Current,
		}).JSON()
	}
	p := reply{status: http.StatusOK, cache: toItself}
	if look.Public {
		p.cache = aSecond
	}
	if look.Current {
		p.body = look.Once(write)
	} else {
		p.body = write(look.Summary) // it was told before as one that is not stalled
	}
	return p
}

// create makes a private room. A page may do that where it may play, and where players show a token, who
// asks must show it as well: or a page could have its visitors take all the rooms of their network, and
// somebody without a token those of all others.
func (a *API) create(q query) reply {
	switch {
	case q.visitor.Foreign:
		return no(http.StatusForbidden, answer.Origin, "the page at "+q.r.Header.Get("Origin")+" may not make rooms on this server; its operator can allow it by -origin")
	case !a.cfg.Ready():
		return draining()
	}
	if refusal, bad := a.judge(q); bad {
		return refusal
	}
	name, retire, err := a.cfg.Rooms.Create(q.visitor.Network)
	switch refused := (*room.RefusedError)(nil); {
	case errors.As(err, &refused):
		return no(http.StatusTooManyRequests, answer.TooManyRooms, refused.Error()).after(retireHint)
	case errors.Is(err, lobby.ErrNoRoom):
		return no(http.StatusServiceUnavailable, answer.ServerFull, "the server has as many rooms as it may; join a public one, or try again when one has been empty for a while").after(retireHint)
	case err != nil:
		return draining()
	}
	body := (&answer.NewRoom{ID: name, Retire: retire}).JSON()
	// Relative, because a proxy may have the server below a path of its own.
	return reply{status: http.StatusCreated, body: body}.with("Location", "rooms/"+url.PathEscape(name))
}

// retireHint is when a place for a room may have become free: a guess.
const retireHint = time.Minute

// judge judges the token of who wants to make a room.
func (a *API) judge(q query) (refusal reply, bad bool) {
	token := ""
	if kind, t, ok := strings.Cut(q.r.Header.Get("Authorization"), " "); ok && strings.EqualFold(kind, "Bearer") {
		token = strings.TrimSpace(t)
	}
	err := error(errLongToken)
	if len(token) <= wire.MaxToken {
		err = q.visitor.Authorize(token)
	}
	refused := (*room.RefusedError)(nil)
	switch {
	case err == nil:
		return reply{}, false
	case errors.As(err, &refused):
		return no(http.StatusUnauthorized, answer.Token, refused.Error()).with("WWW-Authenticate", "Bearer"), true // RFC 6750
	default:
		return no(http.StatusServiceUnavailable, answer.Busy, "the token could not be checked in time; try again in a moment").after(time.Second), true
	}
}

// errLongToken is what those are told whose token no Hello would take.
var errLongToken = &room.RefusedError{Err: errors.New("the token is longer than any that is good; get another one")}

// draining is what those are told who come when it is too late.
func draining() reply {
	return no(http.StatusServiceUnavailable, answer.Draining, "the server restarts: try again in a moment").after(5 * time.Second)
}
