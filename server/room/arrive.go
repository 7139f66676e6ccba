package room

import (
	"errors"
	"slices"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// ErrFull is returned to a player for whom the room has no place.
var ErrFull = errors.New("room: full")

// Join brings a player in at the next tick. link is nil for a bot. The name becomes unique by a
// number behind it.
func (c *Core) Join(j Join, link Link) (game.Player, error) {
	if len(c.peers) >= c.def.Limits.MaxPlayers {
		return game.Player{}, ErrFull
	}
	c.lastID++
	p := &peer{
		player: game.Player{ID: c.lastID, Name: c.names.take(j.Name), Subject: j.Subject, Bot: link == nil},
		inputs: newInputBuffer(c.def), pass: newPass(c.incarnation),
	}
	c.attach(p, j, link)
	p.chatSeen = c.chat.said - min(c.chat.said, uint64(c.def.ChatHistory))
	c.peers = append(c.peers, p)
	c.joined = append(c.joined, p.player)
	c.roster.join(p.player)
	return p.player, nil
}

// Welcome is what a player who has just joined, or come back, must be sent first.
func (c *Core) Welcome(player game.Player) *wire.Welcome {
	p := c.find(player.ID)
	w := &wire.Welcome{
		Player: player.ID, Tick: c.tick, TickRate: c.def.TickRate, SendEvery: c.def.SendEvery,
		PublicSeed: c.seeds.Public, Encoding: p.encoding, Room: c.name, Name: player.Name,
		Schema: wire.SchemaMessage(c.def.Schema), SchemaHash: c.def.Schema.Hash(), MaxInputLead: c.def.Limits.MaxInputLead,
		Resumed: p.links > 1, SendIdle: c.def.SendIdle,
	}
	if c.sign != nil {
		w.ResumeToken = c.sign(nil, player.ID, p.pass.newest)
		w.ResumeGraceMillis = uint32(int64(c.def.Limits.Grace) * 1000 / int64(c.def.TickRate))
	}
	return w
}

// Leave takes a player out at the next tick. Leaving twice changes nothing.
func (c *Core) Leave(id game.PlayerID) {
	i, ok := c.index(id)
	if !ok {
		return
	}
	p := c.peers[i]
	if p.link == nil && !p.player.Bot {
		c.lost--
	}
	c.names.free(p.player.Name)
	c.peers = slices.Delete(c.peers, i, i+1)
	c.roster.leave(id)
	if j := slices.IndexFunc(c.joined, func(p game.Player) bool { return p.ID == id }); j >= 0 {
		c.joined = slices.Delete(c.joined, j, j+1) // came and went between two ticks
		return
	}
	c.left = append(c.left, id)
}

// Inputs takes a message of inputs that arrived at a time. An input too far ahead, or an
// acknowledgement of a frame that was never sent, is a protocol error.
func (c *Core) Inputs(id game.PlayerID, m *wire.Inputs, at time.Duration) wire.CloseCode {
	if p := c.find(id); p != nil && p.link != nil {
		return c.inputs(p, m, at)
	}
	return 0
}

func (c *Core) inputs(p *peer, m *wire.Inputs, at time.Duration) wire.CloseCode {
	if m.Ack > c.tick {
		return wire.CloseInput
	}
	if p.flight.acked(m.Ack, at) {
		p.pass.acked(m.Ack)
		if p.asleep {
			p.asleep, c.turned = false, true
		}
	}
	if p.asleep {
		return 0 // the game has been told that nobody is there, and may treat the player accordingly
	}
	for i := range m.Inputs {
		in := &m.Inputs[i]
		switch p.inputs.add(c.tick, in.Tick, in.Vals, m.View) {
		case tooEarly:
			c.counts.InputsEarly++
			return wire.CloseInput
		case late:
			c.counts.InputsLate++
		case accepted, duplicate:
		}
		// Those that a request has brought together have waited for each other: the first, which has waited for
		// longest, is the one that a clock must be early enough for.
		if in.Tick >= p.newestInput && (p.patience == 0 || at != p.batch) {
			p.newestInput, p.batch, p.pressed = in.Tick, at, true
			p.margin = c.at + time.Duration(int64(in.Tick)-int64(c.tick))*c.period() - at
		}
	}
	return 0
}

// Chat says a line, which the gate has checked, to everyone.
func (c *Core) Chat(id game.PlayerID, text string) { c.ChatTo(id, 0, text) }

// ChatTo says a line to one player, or to everyone for 0. What is said to nobody who is there, or to
// a bot, is dropped: it would only push the lines of others out of the room's memory.
func (c *Core) ChatTo(id, to game.PlayerID, text string) {
	if p := c.find(to); to == 0 || p != nil && !p.player.Bot {
		c.chat.say(wire.ChatLine{Player: id, To: to, Text: text})
	}
}

// Notice says a line of the server's own to everyone.
func (c *Core) Notice(text string) { c.chat.say(wire.ChatLine{Text: text}) }

// Rename gives a player another name, made unique.
func (c *Core) Rename(id game.PlayerID, name string) {
	if p := c.find(id); p != nil {
		c.names.free(p.player.Name)
		p.player.Name = c.names.take(name)
		c.roster.update(p.entry())
	}
}

// RTT notes what the answer to a ping says: the link works, and how well.
func (c *Core) RTT(id game.PlayerID, rtt, jitter time.Duration) {
	if p := c.find(id); p != nil && p.link != nil {
		p.rtt, p.jitter, p.newRTT, p.heard = rtt, jitter, true, c.at
	}
}

// Heard notes a sign of life that says nothing of how well the link works.
func (c *Core) Heard(id game.PlayerID) {
	if p := c.find(id); p != nil && p.link != nil {
		p.heard = c.at
	}
}
