package lab

import "time"

// Path is one direction of a client's way to the server. The zero value is a perfect one.
type Path struct {
	Delay  time.Duration // of every byte
	Jitter time.Duration // on top, by which a segment is late on average; the tail is exponential
	Rate   int           // of the bottleneck, in bytes per second; 0 for no bound
	Queue  int           // bytes that may wait there; what is more is lost; 0 for no bound
	Loss   float64       // part of the segments that is lost
}

// Profile is what a kind of connection is like: its two directions, and the disturbances that it is
// known for. It is data; make your own by changing a copy.
//
// Nothing is ever missing on a WebSocket: TCP sends again what was lost, and meanwhile keeps back all
// that came behind it. So a loss is a stall and then a burst, here too.
type Profile struct {
	Name     string
	Down, Up Path
	Habits   []Habit
}

// Habit is a kind of disturbance that comes now and then to each client.
type Habit struct {
	Kind     Kind
	Every    time.Duration // on average, to one client
	Min, Max time.Duration // how long it lasts

	// Delay is what Handover makes the delay of both directions, at most, and how deep Bloat fills the
	// bottleneck.
	Delay time.Duration
}

const (
	kilobit = 1000 / 8
	megabit = 1000 * kilobit
)

// The profiles. Numbers of whole classes of networks are never right for one of them: they are
// typical of what players have, and where one is harsher than the typical it says so.
var (
	// LAN is a wired network at home or at a party: 0.5 ms there and back, and nothing ever happens.
	// It shows what goes wrong without any help.
	LAN = Profile{
		Name: "lan",
		Down: Path{Delay: 250 * time.Microsecond, Jitter: 50 * time.Microsecond, Rate: 100 * megabit, Queue: 256 << 10},
		Up:   Path{Delay: 250 * time.Microsecond, Jitter: 50 * time.Microsecond, Rate: 100 * megabit, Queue: 256 << 10},
	}

	// WiFi is a home with a cable or DSL line and a server in the region: 25 ms there and back.
	// 802.11 sends again by itself, which is jitter, loses one frame in a thousand after that, and
	// leaves the channel for 50 to 200 ms when the adapter scans for other networks.
	WiFi = Profile{
		Name: "wifi",
		Down: Path{Delay: 12 * time.Millisecond, Jitter: 2 * time.Millisecond, Rate: 50 * megabit, Queue: 256 << 10, Loss: 0.001},
		Up:   Path{Delay: 12 * time.Millisecond, Jitter: 2 * time.Millisecond, Rate: 10 * megabit, Queue: 128 << 10, Loss: 0.001},
		Habits: []Habit{
			{Kind: Stall, Every: 15 * time.Second, Min: 50 * time.Millisecond, Max: 200 * time.Millisecond},
		},
	}

	// LTE is a phone that moves: 60 ms there and back and a scheduler that hands out slots. Changing
	// the cell takes 50 ms when all goes well; when the radio link is lost first it is re-established
	// in a second or two (3GPP's timers T310 and T311 are of that size), in a cell with another delay. That
	// one is what is modelled, and far more often than in life.
	LTE = Profile{
		Name: "lte",
		Down: Path{Delay: 30 * time.Millisecond, Jitter: 5 * time.Millisecond, Rate: 20 * megabit, Queue: 512 << 10, Loss: 0.0005},
		Up:   Path{Delay: 30 * time.Millisecond, Jitter: 8 * time.Millisecond, Rate: 5 * megabit, Queue: 256 << 10, Loss: 0.0005},
		Habits: []Habit{
			{Kind: Handover, Every: 30 * time.Second, Min: time.Second, Max: 2 * time.Second, Delay: 80 * time.Millisecond},
		},
	}

	// Bufferbloat is a DSL line of 16 and 1 Mbit/s whose modem keeps a second of packets, and somebody
	// else in the house who loads it: the delay climbs to a second within a few, stays there with losses,
	// and falls when the other is done. That is what the Bufferbloat project measured in homes from
	// 2010 on, before fq_codel.
	Bufferbloat = Profile{
		Name: "bufferbloat",
		Down: Path{Delay: 15 * time.Millisecond, Jitter: 2 * time.Millisecond, Rate: 16 * megabit, Queue: 2 << 20},
		Up:   Path{Delay: 15 * time.Millisecond, Jitter: 2 * time.Millisecond, Rate: megabit, Queue: 128 << 10},
		Habits: []Habit{
			{Kind: Bloat, Every: 30 * time.Second, Min: 4 * time.Second, Max: 12 * time.Second, Delay: time.Second},
		},
	}

	// ThreeG has the bandwidth of the "3G" of WebPageTest and Chrome, 1.6 Mbit/s and 768 kbit/s, with half
	// of its 300 ms of latency on each way, and the promotion of an idle radio (RRC, a second or two).
	// It loses more than people with 3G say, because HSPA sends again below TCP.
	ThreeG = Profile{
		Name: "3g",
		Down: Path{Delay: 150 * time.Millisecond, Jitter: 15 * time.Millisecond, Rate: 1600 * kilobit, Queue: 64 << 10, Loss: 0.002},
		Up:   Path{Delay: 150 * time.Millisecond, Jitter: 20 * time.Millisecond, Rate: 768 * kilobit, Queue: 64 << 10, Loss: 0.002},
		Habits: []Habit{
			{Kind: Stall, Every: 40 * time.Second, Min: time.Second, Max: 2 * time.Second},
		},
	}

	// TabSleep is Wi-Fi and a player who looks at another tab for two seconds to half a minute: nothing of
	// the game runs, while the browser goes on to read the socket and to answer pings. Chrome stops the
	// pictures of a hidden tab at once and its timers after a while.
	TabSleep = Profile{
		Name: "tabsleep", Down: WiFi.Down, Up: WiFi.Up,
		Habits: []Habit{
			{Kind: Sleep, Every: 20 * time.Second, Min: 2 * time.Second, Max: 5 * time.Second},
			{Kind: Sleep, Every: 60 * time.Second, Min: 12 * time.Second, Max: 25 * time.Second},
		},
	}

	// HalfOpen is Wi-Fi behind a router that forgets connections, as NAT does when it restarts or its
	// table is full: neither end is told, and bytes vanish until one of them gives up.
	HalfOpen = Profile{
		Name: "halfopen", Down: WiFi.Down, Up: WiFi.Up,
		Habits: []Habit{
			{Kind: Vanish, Every: 30 * time.Second},
		},
	}

	// Flapping is a Wi-Fi at the edge of its reach that comes and goes: the client's system ends its
	// connections at once, and the server is told, or is not because that is lost too.
	Flapping = Profile{
		Name: "flapping", Down: WiFi.Down, Up: WiFi.Up,
		Habits: []Habit{
			{Kind: Cut, Every: 12 * time.Second},
			{Kind: Drop, Every: 24 * time.Second},
			{Kind: Stall, Every: 10 * time.Second, Min: 100 * time.Millisecond, Max: 1500 * time.Millisecond},
		},
	}
)

// Profiles are all of them.
func Profiles() []Profile {
	return []Profile{LAN, WiFi, LTE, Bufferbloat, ThreeG, TabSleep, HalfOpen, Flapping}
}
