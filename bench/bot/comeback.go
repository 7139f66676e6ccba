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
	dialer := redial.Dialer{Link: b.config(), Transport: b.cfg.Transport}
	defer dialer.Wait()
	defer b.better.End()
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
		b.hurry = b.hurry || dialer.Unproven(l)
		b.better.Begin(&dialer, l, b.Now())
		err := b.play(ctx)
		if l = b.link; err == nil {
			b.better.Leave()
			_ = l.Send(wire.AppendLeave(nil)) // not accepted where the link is gone
		}
		b.better.End()
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
		code := redial.Ended(l)
		if code == wire.CloseReplaced && b.better.Took() {
			code = wire.CloseIdle // by a link of its own, which came to nothing
		}
		mute := dialer.Unproven(l) && l.Stats().MessagesIn == 0 // the next dial tries another way
		plan.Lost(code, l.Heard(), b.client.Joined())
		if lost = err; plan.Hope(b.Now()) == 0 && !mute {
			return lost
		}
	}
}

// Redial makes the next link after one that has ended, to go on as the player that the bot was if the
// server has kept its place. It is for those who call Update; run the link like the first.
func (b *Bot) Redial() *link.Link {
	token, grace := b.client.Resume()
	l := link.New(b.prepared())
	b.begin(l, redial.NewPlan(redial.Place{Token: token, Grace: grace}, b.Now()))
	return l
}

// begin takes the next link, which is open or will tell when it is, or why not.
func (b *Bot) begin(l *link.Link, plan *redial.Plan) {
	b.earlier = b.earlier.Plus(b.link.Stats())
	b.link, b.hello, b.frame = l, false, 0
	b.hurry = plan.Hope(b.Now()) > 0
	b.client.Relink(b.asks(plan.Token()))
}

// asks is what the bot asks for, as the player of a token.
func (b *Bot) asks(token []byte) netplay.Config {
	return netplay.Config{Name: b.cfg.Name, Room: b.cfg.Room, Encodings: b.cfg.Encodings, Resume: token}
}

// improve moves the bot to a WebSocket, should there be one now where there was none before.
func (b *Bot) improve(ctx context.Context) (moved bool, err error) {
	if !b.client.Joined() {
		return false, nil
	}
	token, _ := b.client.Resume()
	l, said := b.better.Step(b.Now(), func() []byte {
		if token == nil {
			return nil
		}
		return netplay.New(b.cfg.Def, b.asks(token)).Hello()
	})
	if l == nil {
		return false, nil
	}
	b.link.Close(uint16(wire.CloseIdle), "there is a better link")
	b.earlier = b.earlier.Plus(b.link.Stats())
	b.link, b.frame = l, 0
	b.client.Relink(b.asks(token))
	b.silence.Begin(b.Now(), true, l.Patience())
	for _, m := range said {
		if err := b.take(ctx, m); err != nil {
			return true, err
		}
	}
	return true, nil
}
