package game

import "slices"

// Host is the engine's side of Tick: it knows the players and their inputs, and collects what a
// step emits. The room has one, each predicting client has one. Games never see it. It is not
// safe for concurrent use.
type Host struct {
	def        *Definition
	publicSeed uint64
	secretSeed uint64
	predicting bool
	local      PlayerID
	ids        []PlayerID
	players    []hostPlayer // parallel to ids
	hint       int          // index of the player that was asked for last
	lastID     EntityID
	events     EventLog
	history    *History
	tick       Tick
}

type hostPlayer struct {
	vals    []int32
	view    ViewTick
	ordinal int
	bot     bool
}

// HostConfig says on whose behalf ticks are made.
type HostConfig struct {
	PublicSeed uint64   // sent in Welcome; the same on both sides
	SecretSeed uint64   // server only
	Predicting bool     // true on a client
	Local      PlayerID // whose input is predicted
	History    *History // the past for SeenBy, or nil
}

// NewHost makes a host without players.
func NewHost(def *Definition, c HostConfig) *Host {
	return &Host{
		def: def, publicSeed: c.PublicSeed, secretSeed: c.SecretSeed,
		predicting: c.Predicting, local: c.Local, history: c.History,
	}
}

func (h *Host) player(p PlayerID) *hostPlayer {
	// Games ask for one player after another, in the order of their ids.
	if i := h.hint + 1; i < len(h.ids) && h.ids[i] == p {
		h.hint = i
		return &h.players[i]
	}
	if i, ok := slices.BinarySearch(h.ids, p); ok {
		h.hint = i
		return &h.players[i]
	}
	return nil
}

// AddPlayer makes a player known. Adding one twice changes nothing.
func (h *Host) AddPlayer(p PlayerID, bot bool) {
	i, ok := slices.BinarySearch(h.ids, p)
	if !ok {
		h.ids = slices.Insert(h.ids, i, p)
		h.players = slices.Insert(h.players, i, hostPlayer{vals: make([]int32, len(h.def.Schema.input.infos)), bot: bot})
	}
}

// RemovePlayer forgets a player.
func (h *Host) RemovePlayer(p PlayerID) {
	if i, ok := slices.BinarySearch(h.ids, p); ok {
		h.ids = slices.Delete(h.ids, i, i+1)
		h.players = slices.Delete(h.players, i, i+1)
	}
}

// SetInput sets what a player's devices say in the coming tick, and which moment its client was
// drawing (0 for unknown).
func (h *Host) SetInput(p PlayerID, vals []int32, view ViewTick) {
	if pl := h.player(p); pl != nil {
		copy(pl.vals, vals)
		pl.view = view
	}
}

// Input is the input that a player has in the current tick; a view that must not be changed.
func (h *Host) Input(p PlayerID) []int32 {
	if pl := h.player(p); pl != nil {
		return pl.vals
	}
	return nil
}

// Begin starts tick n and empties the event log.
func (h *Host) Begin(n TickNumber) *Tick {
	h.events.Reset()
	for i := range h.players {
		h.players[i].ordinal = 0
	}
	h.tick = Tick{host: h, number: n}
	return &h.tick
}

// Events are the events emitted since Begin.
func (h *Host) Events() *EventLog { return &h.events }

// LastID is the highest entity id handed out.
func (h *Host) LastID() EntityID { return h.lastID }

// SetLastID continues the numbering of entities, after a restart or for a verifying replay.
func (h *Host) SetLastID(id EntityID) { h.lastID = id }
