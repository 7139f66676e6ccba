package lean

import (
	"encoding/binary"
	"math/rand/v2"
	"sync"
	"time"

	"tickwire/bench/monkey"
	"tickwire/game"
	"tickwire/proto/wire"
)

// player is one connection.
type player struct {
	fleet *Fleet
	line  *line
	clock *clock
	slot  int

	// Of whoever reads for the player.
	part []byte        // of a message that has not all come yet
	bare int           // bytes of a bare frame that has not all come yet
	last time.Duration // when the newest frame came; 0 for none

	mu      sync.Mutex
	rest    []byte // of a message that the kernel took in part: the rest goes before all else
	ack     game.TickNumber
	made    game.TickNumber // newest input
	ahead   int             // inputs in a row that were for a later tick than the next
	shown   game.TickNumber // of the newest frame, at most made
	settled game.TickNumber // inputs up to here were measured or given up
	sent    [64]sentInput
	inputs  wire.Inputs
	keys    *monkey.Monkey
	msg     []byte
	bytes   []byte
	leaving bool
}

type sentInput struct {
	tick  game.TickNumber
	at    time.Duration
	shown time.Duration // when the first frame at or after its tick came; 0 for not yet
}

// Inputs are one tick apart, so a player whom a hiccup sent ahead of the server would stay there
// and measure its own lead. One input in a while is left out then, and each beyond maxAhead: a
// server in slow motion steps seldomer than inputs are due. What is due is sent all the same, as
// an acknowledgement alone.
const (
	maxAhead   = 2 // ticks
	aheadTicks = 8 // in a row: fewer are the jitter of one whose time is between two ticks
)

// due is the tick that the next input is for, unless it is left out. mu is held.
func (p *player) due(next game.TickNumber) (n game.TickNumber, ok bool) {
	n = max(next, p.made+1)
	if n == next {
		p.ahead = 0
		return n, true
	}
	if p.ahead++; p.ahead > aheadTicks || n > next+maxAhead {
		p.ahead = 0
		return n, false
	}
	return n, true
}

// input sends the input that is due, or counts it as unsent. Run calls it.
func (p *player) input(now time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fleet.cfg.Bare.Frame > 0 {
		p.inputBare()
		return
	}
	if p.ack == 0 || p.leaving {
		return // the room has not shown anything yet
	}
	n, made := p.due(p.clock.next(now))
	p.inputs.Ack, p.inputs.Inputs = p.ack, p.inputs.Inputs[:0]
	if made {
		p.made = n
		p.inputs.Inputs = append(p.inputs.Inputs, wire.Input{Tick: n, Vals: p.keys.Press()})
	}
	p.msg = wire.AppendInputs(p.msg[:0], &p.inputs)
	if !p.put(OpBinary, p.msg) {
		p.fleet.unsent.Add(1)
		return
	}
	p.fleet.sent.Add(1)
	p.fleet.sentBytes.Add(uint64(len(p.bytes)))
	if made {
		p.sent[n%64] = sentInput{tick: n, at: now}
	}
}

// put writes one message unless something is still waiting to be written. mu is held.
func (p *player) put(opcode byte, payload []byte) bool {
	if len(p.rest) > 0 {
		n, _ := p.line.write(p.rest) // reading finds out about errors
		if p.rest = p.rest[n:]; len(p.rest) > 0 {
			return false
		}
	}
	p.bytes = AppendFrame(p.bytes[:0], opcode, rand.Uint32(), payload)
	n, err := p.line.write(p.bytes)
	if n > 0 && n < len(p.bytes) {
		p.rest = append([]byte(nil), p.bytes[n:]...)
	}
	return err == nil && n > 0
}

// leave says goodbye; the server closes.
func (p *player) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.leaving = true
	if p.fleet.cfg.Bare.Frame > 0 || p.fleet.cfg.Appetite < 0 {
		return // the latter reads first: a server that has closed would take a word for an offence
	}
	p.put(OpBinary, wire.AppendLeave(nil))
}

// closeGrace is how long players wait for the server's close.
const closeGrace = 2 * time.Second

// Codes of RFC 6455 that stand for a close frame that was not there, or had no code.
const (
	codeNone     wire.CloseCode = 1005
	codeAbnormal wire.CloseCode = 1006
)

// receive takes what has come and returns the code with which the server closed, 0 while it has
// not. It keeps nothing of b.
func (p *player) receive(b []byte) wire.CloseCode {
	p.fleet.bytes.Add(uint64(len(b)))
	if p.fleet.cfg.Bare.Frame > 0 {
		p.receiveBare(len(b), p.fleet.now())
		return 0
	}
	if len(p.part) > 0 {
		p.part = append(p.part, b...)
		b = p.part
	}
	rest, code, err := p.take(b)
	p.part = append(p.part[:0], rest...)
	if err != nil {
		return codeAbnormal
	}
	return code
}

// take handles the whole messages in b and returns the rest.
func (p *player) take(b []byte) (rest []byte, code wire.CloseCode, err error) {
	for rest = b; ; {
		opcode, payload, after, ok, err := CutFrame(rest)
		if err != nil || !ok {
			return rest, 0, err
		}
		rest = after
		switch opcode {
		case OpBinary:
			err = p.message(payload)
		case OpPing:
			p.mu.Lock()
			p.put(OpPong, payload)
			p.mu.Unlock()
		case OpClose:
			p.mu.Lock()
			p.put(OpClose, payload)
			p.mu.Unlock()
			if len(payload) < 2 {
				return nil, codeNone, nil
			}
			return nil, wire.CloseCode(binary.BigEndian.Uint16(payload)), nil
		case OpText:
			err = errFrame
		}
		if err != nil {
			return nil, 0, err
		}
	}
}

// message takes one message of the server.
func (p *player) message(msg []byte) error {
	kind, err := wire.ServerKind(msg)
	if err != nil || kind != wire.KindFrame {
		return err // a CloseNotice is followed by the code
	}
	g, err := look(msg)
	if err != nil {
		return err
	}
	now := p.fleet.now()
	p.clock.saw(g.tick, now)
	p.fleet.frames.Add(1)
	p.interval(now)

	p.mu.Lock()
	defer p.mu.Unlock()
	p.ack = g.tick
	p.measure(g, now)
	return nil
}

// interval measures the time between two frames.
func (p *player) interval(now time.Duration) {
	if p.last != 0 {
		p.fleet.cfg.Interval.Add(now - p.last)
	}
	p.last = now
}

// measure notes which inputs a frame shows: those up to its tick, if they came in time. Whether
// they did, the server tells in some frames only, of the newest input: then all up to that one are
// measured. mu is held.
func (p *player) measure(g glance, now time.Duration) {
	upto := min(g.tick, p.made)
	if upto > p.shown+64 {
		p.shown = upto - 64
	}
	for p.shown < upto {
		p.shown++
		if s := &p.sent[p.shown%64]; s.tick == p.shown {
			s.shown = now
		}
	}
	if g.inputTick == 0 {
		return
	}
	if s := &p.sent[g.inputTick%64]; s.tick == g.inputTick {
		p.clock.told(s.tick, s.at+g.margin)
	}
	if g.margin < 0 && g.inputTick > p.settled {
		p.fleet.late.Add(1)
	}
	upto = min(g.inputTick, p.shown)
	if upto > p.settled+64 {
		p.settled = upto - 64
	}
	for p.settled < upto {
		p.settled++
		s := p.sent[p.settled%64]
		if s.tick == p.settled && s.shown != 0 && !(g.margin < 0 && s.tick == g.inputTick) {
			p.fleet.cfg.Latency.Add(s.shown - s.at)
		}
	}
}
