package gate

import (
	"time"

	"tickwire/proto/wire"
)

// Limits is all that clients may ask of a gate: one table, and the rest of this file with door.go is
// the one place that holds them to it. A field that is zero has its default. A negative Rate, or a
// negative number where the field says so, is no limit.
//
// What a room bounds, because only it knows what a tick is, stands beside it there: joins and messages
// that wait for a tick, how far ahead an input may be, and how long frames go unacknowledged. The whole
// list with the tests of each is docs/security.md.
type Limits struct {
	// MaxConns bounds the WebSockets, those without a seat included, and as many connections that
	// are none, or not yet. Default 20,000, about what a process may open; more than that, and it
	// runs out of descriptors before it refuses. Beyond it a request is answered 503.
	MaxConns int

	// ConnsPerRemote bounds the WebSockets of one network: an IPv4 address, or the first half of an
	// IPv6 address, and loopback is one like any other. Default 128: two full rooms behind one
	// router, as at a LAN party or in a school. With less than ten a house with some devices is
	// locked out, with MaxConns one machine can take every place. A connection that a router has
	// forgotten counts until it is noticed, ten seconds later, or its player has come back: where all
	// players of a network may lose theirs at once, twice their number lets all of them back at once.
	// Negative is no bound: for benchmarks, and behind a proxy that is none of Config.Proxies, where
	// all players are of one network. Beyond it a request is answered 429.
	ConnsPerRemote int

	// HTTPPerRemote bounds the connections of one network that are no WebSockets, or not yet: a
	// browser opens up to six for the page and keeps them for a minute. Default four times
	// ConnsPerRemote. Negative is no bound, and those of Config.Proxies have none. Beyond it a
	// connection is closed without an answer.
	HTTPPerRemote int

	// OpensPerRemote is how often one network may open a WebSocket. Default ConnsPerRemote at once,
	// because after a restart all of them come back, and a quarter of that in a second. It bounds
	// the tokens that one can try, too. Beyond it a request is answered 429.
	OpensPerRemote Rate

	// RequestsPerRemote is how often one network may ask something that is not for the socket (Gate.Asks).
	// Default 10 a second and 40 at once: some dashboards in one house that look each second. It
	// bounds the codes of private rooms that one can try. Where ConnsPerRemote is negative there is no
	// bound, because then all players may be of one network. Beyond it a request is answered 429.
	RequestsPerRemote Rate

	// Joins is how often anybody may ask for a place in a room, all networks together: each is a
	// keyframe, and some work of the game. Default 1,000 a second and 2,000 at once. Far less, and
	// players wait when a server comes back. Beyond it a link is closed with CloseBusy, and clients
	// try again by themselves.
	Joins Rate

	// HelloTimeout is the time for each step of coming in: the TLS handshake, the request with its
	// header, a whole Hello from the upgrade on, and from there to a seat, what an Authorizer takes
	// included. However slowly bytes trickle, it is not prolonged. Default 5 s. Below a second
	// players far away do not come in.
	HelloTimeout time.Duration

	// IdleTimeout is how long a client may say nothing whole, be it the answer to a ping. Default
	// 15 s, three lost pings at least.
	IdleTimeout time.Duration

	// ReadLimit is the largest message accepted, in bytes. Default 8 KiB: a Hello with its longest
	// token is 5, a message of 64 inputs less. Whatever is announced, no more memory is taken than
	// has come. Beyond it a link is closed with CloseTooLarge.
	ReadLimit int

	// Bytes is what one link may send, whatever it is. Default 64 KiB a second, and 256 at once: a
	// player of a fast game sends a fifth, also after a stall, and frames of six bytes that say
	// nothing stay cheap. Beyond it a link is closed with CloseFlood. Less than ReadLimit at once
	// locks everybody out.
	Bytes Rate

	// Inputs is how many messages of inputs one link may send. Default two for each tick, an input and an
	// acknowledgement, and what piles up in eight seconds at once, at least 256: after a stall, the
	// network's or the server's, all that was said meanwhile comes at once. It bounds what reading costs.
	// It is not what keeps a player from acting twice in a tick: a room has one place for the input of a
	// tick.
	Inputs Rate

	// Chat and Names are what goes to everyone in the room. Default two lines in a second for long
	// and five at once, and one name in two seconds and three at once.
	Chat, Names Rate

	// Controls is the pings and pongs of one link. Default 20 in a second: each ping is answered, so
	// a flood of them would be as much writing as reading. Browsers send none, tools one in some
	// seconds.
	Controls Rate

	// Requests is how many a poll link may make. Default four for each tick, two of each direction, and
	// sixteen ticks of nothing else at once, at least 256. Beyond it one is answered 429.
	Requests Rate

	// Verified is how many answers to what it is asked to verify one link may send. Default one for
	// each tick, as when every frame asks, and eight seconds of them at once.
	Verified Rate

	// Others is every other kind of message, which all are rare. Default 5 in a second and 10 at
	// once.
	Others Rate

	// Refused is how many messages beyond the rates above one link may send; they are dropped.
	// Default 16 in a second and 64 at once: somebody who holds a key down loses lines, a flood
	// loses its link. Beyond it a link is closed with CloseFlood.
	Refused Rate
}

// Rate is how often something may happen: so often in a second for long, and so many at once after a
// pause. A negative PerSecond is no limit.
type Rate struct {
	PerSecond float64
	Burst     int
}

func (l Limits) withDefaults(tickRate int) Limits {
	number := func(v *int, n int) {
		if *v == 0 {
			*v = n
		}
	}
	duration := func(v *time.Duration, d time.Duration) {
		if *v <= 0 {
			*v = d
		}
	}
	rate := func(v *Rate, perSecond float64, burst int) {
		if v.PerSecond == 0 {
			v.PerSecond = perSecond
		}
		number(&v.Burst, burst)
	}
	number(&l.MaxConns, 20_000)
	number(&l.ConnsPerRemote, 128)
	number(&l.HTTPPerRemote, 4*l.ConnsPerRemote)
	rate(&l.OpensPerRemote, float64(l.ConnsPerRemote)/4, l.ConnsPerRemote)
	rate(&l.RequestsPerRemote, 10, 40)
	rate(&l.Joins, 1000, 2000)
	duration(&l.HelloTimeout, 5*time.Second)
	duration(&l.IdleTimeout, 15*time.Second)
	number(&l.ReadLimit, 8<<10)
	rate(&l.Bytes, 64<<10, 256<<10)
	rate(&l.Inputs, float64(2*tickRate), max(8*tickRate, 256))
	rate(&l.Chat, 2, 5)
	rate(&l.Names, 0.5, 3)
	rate(&l.Controls, 20, 20)
	rate(&l.Requests, float64(4*tickRate), max(16*tickRate, 256))
	rate(&l.Verified, float64(tickRate), 8*tickRate)
	rate(&l.Others, 5, 10)
	rate(&l.Refused, 16, 64)
	return l
}

// quota is a Rate as a bucket counts it.
type quota struct {
	every time.Duration // between two, for long; 0 is no limit
	depth time.Duration // how far ahead of that one may be
}

func (r Rate) quota() quota {
	if r.PerSecond < 0 {
		return quota{}
	}
	every := max(time.Duration(float64(time.Second)/r.PerSecond), 1)
	return quota{every: every, depth: time.Duration(r.Burst) * every}
}

// bucket is how much of a quota has been used. The zero value is unused.
type bucket struct{ due time.Duration }

// take uses n at a time, or nothing.
func (b *bucket) take(q quota, n int, now time.Duration) bool {
	due := max(b.due, now) + time.Duration(n)*q.every
	if due-now > q.depth && q.every > 0 { // times of arrival need not ascend
		return false
	}
	b.due = due
	return true
}

// full reports whether nothing is used any more.
func (b *bucket) full(now time.Duration) bool { return b.due <= now }

// quotas are those of a link.
type quotas struct {
	bytes, inputs, chat, names, controls, requests, verified, others, refused quota
}

func (l *Limits) quotas() quotas {
	return quotas{
		bytes: l.Bytes.quota(), inputs: l.Inputs.quota(), chat: l.Chat.quota(), names: l.Names.quota(),
		controls: l.Controls.quota(), requests: l.Requests.quota(), verified: l.Verified.quota(), others: l.Others.quota(), refused: l.Refused.quota(),
	}
}

// used is what a link has used of them. Who reads the link owns it.
type used struct{ bytes, inputs, chat, names, controls, verified, others, refused bucket }

// bears reports whether so many bytes more are still within the limit. If not, the link must end.
func (l *link) bears(n int, at time.Time) bool {
	return l.used.bytes.take(l.gate.quotas.bytes, n, at.Sub(l.gate.start))
}

// metered is the same for the plain way, and ends the link.
func (l *link) metered(n int) bool {
	if l.bears(n, time.Now()) {
		return true
	}
	l.expel(wire.CloseFlood)
	return false
}

// admits reports whether a message of a kind may be handled now.
func (l *link) admits(kind wire.MessageKind, at time.Time) bool {
	q, u := &l.gate.quotas, &l.used
	switch kind {
	case wire.KindInputs:
		return l.spend(&u.inputs, q.inputs, at)
	case wire.KindChat:
		return l.spend(&u.chat, q.chat, at)
	case wire.KindSetName:
		return l.spend(&u.names, q.names, at)
	case wire.KindVerified:
		return l.spend(&u.verified, q.verified, at)
	default:
		return l.spend(&u.others, q.others, at)
	}
}

// admitsControl is the same for a ping or a pong.
func (l *link) admitsControl(at time.Time) bool {
	return l.spend(&l.used.controls, l.gate.quotas.controls, at)
}

// spend takes one of a bucket, or counts a refusal, of which there may not be too many either.
func (l *link) spend(b *bucket, q quota, at time.Time) bool {
	now := at.Sub(l.gate.start)
	if b.take(q, 1, now) {
		return true
	}
	l.gate.refused.Add(1)
	if !l.used.refused.take(l.gate.quotas.refused, 1, now) {
		l.expel(wire.CloseFlood)
	}
	return false
}
