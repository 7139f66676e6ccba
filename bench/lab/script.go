package lab

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"

	"tickwire/client/link"
)

// Kind is what a disturbance does.
type Kind string

// The kinds. All but the last happen to one client.
const (
	Stall    Kind = "stall"    // nothing passes for a while; then all of it at once
	Handover Kind = "handover" // a stall, and another delay from then on
	Bloat    Kind = "bloat"    // somebody else fills the bottleneck
	Vanish   Kind = "vanish"   // the connection becomes half-open: bytes vanish until an end gives up
	Cut      Kind = "cut"      // the connection is reset at both ends
	Drop     Kind = "drop"     // the connection is reset for the client; for the server it is half-open
	Sleep    Kind = "sleep"    // the client does nothing but read its socket and answer pings
	Leave    Kind = "leave"    // the player leaves in good order, and comes back after a while
	Move     Kind = "move"     // the client goes over to another transport

	// What a proxy does to the next request of a client that polls.
	Deny  Kind = "deny"  // it answers with 504 by itself, and the server never sees it
	Spoil Kind = "spoil" // the server sees it, and is answered for with 502
	Halve Kind = "halve" // the connection ends in the middle of the answer
	Twice Kind = "twice" // the server is given it again, after a while

	// Hitch has the server stand for some ticks.
	Hitch Kind = "hitch"
)

// everyClient is the client of a disturbance of the server.
const everyClient = -1

// Disturbance is one thing that happens in a run.
type Disturbance struct {
	At     time.Duration
	Client int // -1 for Hitch
	Kind   Kind
	For    time.Duration
	Delay  time.Duration // of Handover and Bloat; see Habit
}

// ends is when the network is as before.
func (d *Disturbance) ends() time.Duration {
	if d.Kind == Bloat {
		return d.At + d.For + d.Delay // the queue has to leave the bottleneck
	}
	return d.At + d.For
}

// over is when the consequences are over too: whose link was closed because of it, by itself or by the server
// after ten seconds without an acknowledgement, is back.
func (d *Disturbance) over() time.Duration {
	switch {
	case d.Kind == Vanish || d.Kind == Drop:
		return d.ends() + 15*time.Second
	case d.mayEnd():
		return d.ends() + 5*time.Second
	}
	return d.ends() + time.Second
}

// mayEnd reports whether a link may be closed because of it: a client that hears nothing for two seconds and
// a half dials again.
func (d *Disturbance) mayEnd() bool {
	switch d.Kind {
	case Vanish, Cut, Drop, Bloat:
		return true
	case Stall, Handover:
		return d.For > time.Second
	default:
		return false
	}
}

// known reports whether there is such a kind.
func (k Kind) known() bool {
	switch k {
	case Stall, Handover, Bloat, Vanish, Cut, Drop, Sleep, Leave, Move, Deny, Spoil, Halve, Twice, Hitch:
		return true
	}
	return false
}

// Script is all that makes a run what it is, as data: it can be written down, and says the same again.
type Script struct {
	Game     string
	Seed     uint64
	Clients  []int // their numbers, by which their random streams are found
	Bots     int
	Duration time.Duration
	Calm     time.Duration // from when on nothing is lost any more; 0 for never
	Astray   time.Duration // see Config
	Down, Up Path
	Disturb  []Disturbance // ascending in time

	Transport link.Transport // see Config, as Roam
	Roam      bool
}

// everyday is what happens in all runs, beside the habits of the profile.
var everyday = []Habit{
	{Kind: Leave, Every: 45 * time.Second, Min: 50 * time.Millisecond, Max: 3 * time.Second},
	{Kind: Hitch, Every: 30 * time.Second, Min: 2 * time.Millisecond, Max: 400 * time.Millisecond},
}

// proxies is what happens to requests, beside that.
var proxies = []Habit{
	{Kind: Deny, Every: 20 * time.Second},
	{Kind: Spoil, Every: 20 * time.Second},
	{Kind: Halve, Every: 20 * time.Second},
	{Kind: Twice, Every: 20 * time.Second, Min: time.Millisecond, Max: 500 * time.Millisecond},
}

// roaming is what happens to clients that roam.
var roaming = Habit{Kind: Move, Every: 15 * time.Second}

// arriving is for how long clients come in at the beginning; nobody is disturbed before it is over.
const arriving = 2 * time.Second

// script derives what happens from the seed.
func (c *Config) script(name string, tick time.Duration) *Script {
	s := &Script{
		Game: name, Seed: c.Seed, Bots: c.Bots, Duration: c.Duration, Calm: c.Duration - c.Quiet, Astray: c.Astray,
		Down: c.Profile.Down, Up: c.Profile.Up, Transport: c.Transport, Roam: c.Roam,
	}
	for i := range c.Clients {
		s.Clients = append(s.Clients, i)
	}
	habits := slices.Concat(everyday, c.Profile.Habits)
	if c.Transport != link.WebSocket || c.Roam {
		habits = append(habits, proxies...)
	}
	if c.Roam {
		habits = append(habits, roaming)
	}
	for k := range habits {
		h := &habits[k]
		if h.Kind == Hitch {
			s.draw(h, k, everyClient, c.Duration-c.Quiet, tick)
			continue
		}
		for _, i := range s.Clients {
			s.draw(h, k, i, c.Duration-c.Quiet, tick)
		}
	}
	s.sort()
	return s
}

// draw adds the disturbances of one habit of one client until a time.
func (s *Script) draw(h *Habit, number, client int, until, tick time.Duration) {
	r := rand.New(rand.NewPCG(s.Seed, 1<<63|uint64(client+1)<<16|uint64(number)))
	at := arriving
	for {
		at += time.Duration(r.ExpFloat64() * float64(h.Every))
		d := Disturbance{At: at.Round(time.Microsecond), Client: client, Kind: h.Kind, For: h.Min}
		if h.Max > h.Min {
			d.For += time.Duration(r.Int64N(int64(h.Max - h.Min)))
		}
		switch d.For = d.For.Round(time.Millisecond); h.Kind {
		case Hitch:
			// It ends at the instant of a tick, as everything on the server's own clock does.
			d.For = max(d.For/tick, 1) * tick
		case Bloat:
			d.Delay = h.Delay
		case Handover:
			d.Delay = (h.Delay/4 + time.Duration(r.Int64N(int64(h.Delay*3/4)))).Round(time.Millisecond)
		default:
		}
		if d.over() > until {
			return
		}
		s.Disturb = append(s.Disturb, d)
		at = d.ends()
	}
}

func (s *Script) sort() {
	slices.SortStableFunc(s.Disturb, func(a, b Disturbance) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Client, b.Client), cmp.Compare(a.Kind, b.Kind))
	})
}

// last is when the last disturbance is over.
func (s *Script) last() (at time.Duration) {
	for i := range s.Disturb {
		at = max(at, s.Disturb[i].over())
	}
	return at
}
