package lab

import (
	"time"

	"tickwire/client/link"
	"tickwire/proto/wire"
)

// leave says good-bye and comes back after a while; never if that is negative.
func (p *player) leave(after time.Duration) {
	if !p.online {
		return
	}
	if now := p.run.agenda.now(); now < p.excused || now < p.fragile || p.transport != link.WebSocket && p.farOff() {
		p.orphan() // a good-bye need not arrive
	}
	p.bot.Leave()
	p.away()
	if after >= 0 {
		p.again(after)
	}
}

// disturb lets something happen to the player.
func (p *player) disturb(d *Disturbance) {
	if p.mayEnd(d) {
		p.excused = max(p.excused, d.over(), p.awake())
	}
	p.fragile = max(p.fragile, d.over())
	switch d.Kind {
	case Stall:
		p.line.stall(d.For)
	case Handover:
		p.line.stall(d.For)
		p.line.down.move(d.Delay)
		p.line.up.move(d.Delay)
	case Bloat:
		p.line.down.load(d.At, d.At+d.For, d.Delay)
		p.line.up.load(d.At, d.At+d.For, d.Delay)
	case Vanish:
		p.line.vanish()
	case Cut, Drop:
		p.line.cut(d.Kind == Cut)
	case Sleep:
		if p.greeted { // nobody hides a page that has just been opened
			p.asleep = d.At + d.For
			if d.At < p.excused {
				p.excused = max(p.excused, p.awake())
			}
		}
	case Leave:
		p.leave(d.For)
	case Move:
		p.move()
	case Deny, Spoil, Halve, Twice:
		if p.transport != link.WebSocket {
			p.line.proxy = &proxy{does: d.Kind, at: d.At, late: d.For}
		}
	case Hitch:
	}
}

// mayEnd reports whether a disturbance is a reason for the newest link to end. A link that polls is more than
// its connections: once it has begun, it makes others.
func (p *player) mayEnd(d *Disturbance) bool {
	switch d.Kind {
	case Cut, Drop:
		return p.transport == link.WebSocket || !p.greeted
	case Deny, Spoil, Halve:
		return p.transport != link.WebSocket && !p.greeted
	default:
		return d.mayEnd()
	}
}

// awake is until when who sleeps has noticed what has happened meanwhile.
func (p *player) awake() time.Duration { return p.asleep + time.Second }

// farOff reports whether a request may take longer than a link that was closed waits for one.
func (p *player) farOff() bool {
	down, up := p.line.down.now(), p.line.up.now()
	return 3*(down.Delay+up.Delay) > goodBye
}

// goodBye is for how long a link that was closed goes on to bring what was said before; see package link.
const goodBye = time.Second

// move goes over to another link though this one stands. The server learns of it by the token alone.
func (p *player) move() {
	if !p.online || !p.bot.Client().Joined() || p.run.agenda.now() < p.asleep {
		return
	}
	p.bot.Link().Close(uint16(wire.CloseIdle), "there is a better link")
	p.lost(wire.CloseIdle)
	p.again(0)
}
