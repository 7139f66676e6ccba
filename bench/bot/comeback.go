package bot

import (
	"context"
	"errors"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/client/redial"
	"tickwire/proto/wire"
)

// comeBack is Run for a bot that outlives its link.
func (b *Bot) comeBack(ctx context.Context) error {
	defer b.publish()
	dialer := redial.Dialer{Link: link.Config{URL: b.cfg.URL, Native: b.cfg.Native, Now: b.Now}}
	defer dialer.Wait()
	plan := redial.NewPlan(redial.Place{}, 0)
	for lost := error(nil); ; {
		l := dialer.Dial(ctx, plan, nil)
		switch {
		case ctx.Err() != nil:
			if l != nil {
				l.Close(uint16(wire.CloseNormal), "")
			}
			return nil
		case l == nil:
			return lost // there is no hope any more
		}
		b.begin(l, plan)
		err := b.play(ctx)
		if err == nil {
			_ = l.Send(wire.AppendLeave(nil)) // not accepted where the link is gone
		}
		var closed *ClosedError
		if !errors.As(err, &closed) {
			l.Close(uint16(wire.CloseNormal), "")
			return err
		}
		if token, grace := b.client.Resume(); b.client.Welcomed() {
			plan.Keep(redial.Place{Token: token, Grace: grace})
		}
		if b.client.Joined() {
			plan.In()
		}
		plan.Lost(closed.Code, l.Heard(), b.client.Joined())
		if lost = err; plan.Hope(b.Now()) == 0 {
			return lost
		}
	}
}

// Redial makes the next link after one that has ended, to go on as the player that the bot was if the
// server has kept its place. It is for those who call Update; run the link like the first.
func (b *Bot) Redial() *link.Link {
	token, grace := b.client.Resume()
	l := link.New(link.Config{URL: b.cfg.URL, Native: b.cfg.Native, Now: b.Now})
	b.begin(l, redial.NewPlan(redial.Place{Token: token, Grace: grace}, b.Now()))
	return l
}

// begin takes the next link, which is open or will tell when it is, or why not.
func (b *Bot) begin(l *link.Link, plan *redial.Plan) {
	b.earlier = b.earlier.Plus(b.link.Stats())
	b.link, b.hello, b.frame = l, false, 0
	b.hope = plan.Hope(b.Now()) > 0
	b.client.Relink(netplay.Config{
		Name: b.cfg.Name, Room: b.cfg.Room, Encodings: b.cfg.Encodings, Resume: plan.Token(),
	})
}
