package room

import (
	"context"
	"errors"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/session"
)

// Join brings a person in at the next tick. The first message on the link is the Welcome; from
// then on the room owns what is sent. An error is ErrFull, ErrBusy, ErrClosed, a RefusedError or
// that of ctx, and then the room has never used the link.
func (r *Room) Join(ctx context.Context, j Join, link Link) (*Seat, error) {
	return r.ask(ctx, &joinRequest{join: j, link: link, reply: make(chan joinReply, 1)})
}

// Resume brings a person back at the next tick, by what a token of this room says that was verified.
// All is as with Join, but that the player is the one that was, with its name. The error may be a
// session.Refusal.
func (r *Room) Resume(ctx context.Context, t session.Ticket, j Join, link Link) (*Seat, error) {
	return r.ask(ctx, &joinRequest{join: j, ticket: &t, link: link, reply: make(chan joinReply, 1)})
}

// ask waits for the room's answer.
func (r *Room) ask(ctx context.Context, req *joinRequest) (*Seat, error) {
	if err := r.inbox.addJoin(req); err != nil {
		return nil, r.why(err)
	}
	select {
	case a := <-req.reply:
		return a.seat, a.err
	case <-ctx.Done():
		if req.settled.CompareAndSwap(false, true) {
			return nil, ctx.Err()
		}
		a := <-req.reply // the room was faster
		return a.seat, a.err
	}
}

// admit answers one who waits to come in.
func (r *Room) admit(j *joinRequest) {
	if !j.settled.CompareAndSwap(false, true) {
		return // the caller has given up
	}
	if r.drainBy.Load() != 0 && (j.ticket == nil || r.core.Drained()) {
		j.reply <- joinReply{err: ErrClosed}
		return
	}
	r.asking = j
	p, away, err := r.bring(j)
	r.asking = nil
	if err != nil {
		j.reply <- joinReply{err: err}
		return
	}
	r.links = append(r.links, j.link)
	j.link.Send(wire.AppendWelcome(nil, r.core.Welcome(p)))
	if r.poller != nil {
		r.poller.Add(j.link)
	}
	j.reply <- joinReply{seat: &Seat{
		room: r, name: p.Name, id: p.ID, link: r.core.find(p.ID).links, away: uint32(away.Milliseconds()),
	}}
}

// bring lets somebody in or back. Who comes back was authorized when it came first.
func (r *Room) bring(j *joinRequest) (p game.Player, away time.Duration, err error) {
	if j.ticket != nil {
		return r.core.Resume(j.ticket.Player, j.ticket.Serial, j.join, j.link)
	}
	err = r.core.Authorize(j.join)
	if r.alive(); err != nil {
		return p, 0, &RefusedError{err}
	}
	p, err = r.core.Join(j.join, j.link)
	return p, 0, err
}

// CloseCode is the code with which a join that failed for a reason is turned away.
func CloseCode(err error) wire.CloseCode {
	var refused *RefusedError
	switch {
	case errors.Is(err, ErrFull):
		return wire.CloseRoomFull
	case errors.Is(err, ErrBusy), errors.Is(err, context.DeadlineExceeded):
		return wire.CloseBusy
	case errors.Is(err, ErrClosed):
		return wire.CloseShutdown
	case errors.Is(err, ErrBroken):
		return wire.CloseInternal
	case errors.Is(err, session.Forged):
		return wire.CloseToken
	case errors.As(err, &refused):
		return wire.CloseRefused
	}
	return wire.CloseNoRoom
}
