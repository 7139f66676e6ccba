package lab

import (
	"net/http"
	"time"

	"tickwire/bench/oracle"
	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game"
)

// Config says what is run. The zero value is eight clients on a LAN for half a minute.
type Config struct {
	// Seed is what all chance of the run comes from: what happens to whom and when, how late each
	// packet is, what players do.
	Seed uint64

	Clients int     // default 8; more than the game's Limits.MaxPlayers is an error
	Bots    int     // that the server plays; default none
	Profile Profile // of all clients; default LAN

	// Transport is by which all clients play. Default WebSocket.
	Transport link.Transport

	// Roam has clients come in by any transport each time, and now and then go over to another one though
	// their link stands, as those do who find that a WebSocket gets through after all.
	Roam bool

	// Duration is how long it lasts in the time of the game. Default 30 s; a machine needs far less.
	Duration time.Duration

	// Quiet is the end of Duration in which nothing happens any more and nothing is lost, and after which
	// prediction and clocks must have come to rest. Default 10 s, but at most half of Duration. With less than 8 s
	// that is not asked of them.
	Quiet time.Duration

	// Astray is for how long at a time, in the end, the prediction of a client may differ from the
	// server. Default 1 s. What others do cannot be foreseen: a ship that is shot at or pushed is
	// predicted wrongly for some frames, and only one that never is right again has diverged. A game in
	// which everybody pushes everybody needs more.
	Astray time.Duration

	// Repeat is what to type to run it again, for the report of a failure. Default: go test with
	// the name of the test.
	Repeat string

	hooks hooks
}

// hooks are for tests that plant slips. Nil changes nothing.
type hooks struct {
	alter alter                             // what a client is about to take; see bot.Config
	polls func(h http.Handler) http.Handler // what serves requests
}

func (c Config) withDefaults() Config {
	if c.Clients <= 0 {
		c.Clients = 8
	}
	if c.Profile.Name == "" {
		c.Profile = LAN
	}
	if c.Duration <= 0 {
		c.Duration = 30 * time.Second
	}
	if c.Astray <= 0 {
		c.Astray = time.Second
	}
	if c.Quiet <= 0 {
		c.Quiet = 10 * time.Second
	}
	c.Quiet = min(c.Quiet, c.Duration/2)
	return c
}

// alter is given what the server has, for what it may want to say instead.
type alter func(truth *oracle.Oracle, c *netplay.Client, msg []byte) []byte

// Report is what a run was.
type Report struct {
	Script     *Script
	Transcript uint64 // a hash over all that happened: the same for the same script and program

	// What the oracle has looked at, over all clients, and what the server has done.
	Frames, Scopes, Rows, Events int
	Ticks                        game.TickNumber
	Dials                        int // of all clients
	Deliveries                   uint64
	MostOnWay                    int // bytes of one direction of one connection, at worst
	Wall                         time.Duration
}
