package link

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"
)

// State is where a link stands. It only ever moves forward.
type State uint8

// The states of a link.
const (
	// Connecting is from New until the server has accepted the upgrade, or answered a first request.
	Connecting State = iota
	// Open is the only state in which Send accepts.
	Open
	// Closed is final. Poll still returns what had arrived before.
	Closed
)

func (s State) String() string {
	switch s {
	case Connecting:
		return "connecting"
	case Open:
		return "open"
	default:
		return "closed"
	}
}

// Close codes that a link gives by itself, besides those of RFC 6455.
const (
	// CodeText closes a link whose server sent a text message: not our protocol.
	CodeText uint16 = 4011
	// CodeOverflow closes a link that has more waiting than its Config allows.
	CodeOverflow uint16 = 4016

	codeNormal    uint16 = 1000
	codeGoingAway uint16 = 1001
	codeNoStatus  uint16 = 1005
	codeProtocol  uint16 = 1002
	codeAbnormal  uint16 = 1006
	codeTooLarge  uint16 = 1009
	codeBusy      uint16 = 1013
)

// closeGrace bounds what a close may take: writing the rest and waiting for the peer's answer.
const closeGrace = time.Second

// maxReason is what a close frame holds of a reason, in bytes.
const maxReason = 123

// Errors that Send returns and Closed reports.
var (
	// ErrNotOpen says that the link is still connecting.
	ErrNotOpen = errors.New("link: not open yet")
	// ErrClosed says that the link is closed; Closed tells why.
	ErrClosed = errors.New("link: closed")
	// ErrOverflow says that a queue was full, so the link had to be closed.
	ErrOverflow = errors.New("link: too much is waiting")

	errText     = errors.New("link: the server sent a text message")
	errTooLarge = errors.New("link: the server sent a message above the limit")
)

// Stats counts what went over a link since New, payloads only.
type Stats struct {
	BytesIn, BytesOut       uint64
	MessagesIn, MessagesOut uint64
}

// Plus is the sum, for counting over several links.
func (s Stats) Plus(t Stats) Stats {
	return Stats{
		BytesIn: s.BytesIn + t.BytesIn, BytesOut: s.BytesOut + t.BytesOut,
		MessagesIn: s.MessagesIn + t.MessagesIn, MessagesOut: s.MessagesOut + t.MessagesOut,
	}
}

// carrier moves the messages of one Link.
type carrier interface {
	// run connects and serves until the link is closed and all that belongs to it is gone.
	run()
	// send queues a copy of a message of an open link; false says that there is no room for it.
	send(data []byte) bool
}

// Link is one connection to a server.
type Link struct {
	cfg     Config
	mail    *mailbox
	started atomic.Bool
	// done ends when the link becomes Closed.
	done context.Context
	end  context.CancelFunc
	way  carrier

	bytesIn, bytesOut       atomic.Uint64
	messagesIn, messagesOut atomic.Uint64
	heard                   atomic.Int64

	mu     sync.Mutex
	state  State
	code   uint16
	reason string
	err    error
}

// New returns a link that is Connecting; nothing happens until Run.
func New(cfg Config) *Link {
	cfg = cfg.withDefaults()
	l := &Link{cfg: cfg, mail: newMailbox(cfg.MailboxLimit)}
	l.done, l.end = context.WithCancel(context.Background())
	if cfg.Transport == WebSocket {
		l.way = newSocket(l)
	} else {
		l.way = newPolls(l)
	}
	return l
}

// Run connects and serves the link until it is closed by either end or ctx ends, which closes
// it with 1001. It returns the error that Closed reports. Call it once.
func (l *Link) Run(ctx context.Context) error {
	if l.started.Swap(true) {
		panic("link: Run called twice")
	}
	stop := context.AfterFunc(ctx, func() { l.finish(codeGoingAway, "client going away", ctx.Err()) })
	defer stop()
	l.way.run()
	_, _, err := l.Closed()
	return err
}

// State returns where the link stands now.
func (l *Link) State() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

// Poll takes the oldest message that has arrived, if any.
func (l *Link) Poll() (Message, bool) { return l.mail.pop() }

// Wait returns a channel that receives after a message arrived or the state changed. It is for
// one waiter and may tell too often, never too seldom: poll until empty after each receive.
func (l *Link) Wait() <-chan struct{} { return l.mail.ready }

// Send queues one message and keeps no reference to data. It returns ErrNotOpen or
// ErrClosed by state, and ErrOverflow where the message did not fit and the link is closed now.
func (l *Link) Send(data []byte) error {
	switch l.State() {
	case Connecting:
		return ErrNotOpen
	case Closed:
		return ErrClosed
	case Open:
	}
	if !l.way.send(data) {
		l.finish(CodeOverflow, "client cannot send fast enough", ErrOverflow)
		return ErrOverflow
	}
	l.bytesOut.Add(uint64(len(data)))
	l.messagesOut.Add(1)
	return nil
}

// Close closes the link, after what Send accepted, with a code of 1000 or 3000 to 4999 and a
// reason of which at most 123 bytes are sent. Only the first cause of a close counts.
func (l *Link) Close(code uint16, reason string) { l.finish(code, reason, nil) }

// Closed tells why the link is closed: the code and the reason of the end that closed first,
// and err where it was no orderly close. Code 1006 means that no close frame was seen, 1005
// that it had no code, and 0 that the link is not closed.
func (l *Link) Closed() (code uint16, reason string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.code, l.reason, l.err
}

// Stats returns the counters as they stand now.
func (l *Link) Stats() Stats {
	return Stats{
		BytesIn: l.bytesIn.Load(), BytesOut: l.bytesOut.Load(),
		MessagesIn: l.messagesIn.Load(), MessagesOut: l.messagesOut.Load(),
	}
}

// Transport is how the messages of this link travel.
func (l *Link) Transport() Transport { return l.cfg.Transport }

// Patience is for how long nothing may be heard of a server that is well, besides what it takes to
// say what it says all the time.
func (l *Link) Patience() time.Duration {
	switch l.cfg.Transport {
	case LongPolling:
		return l.cfg.PollWait
	case Polling:
		return l.cfg.PollEvery
	default:
		return 0
	}
}

// Heard is when the server gave its last sign of life, by Config.Now: a message, the answer to a
// request for some, or a ping, which a browser does not tell of. It is 0 before the link was open.
func (l *Link) Heard() time.Duration { return time.Duration(l.heard.Load()) }

// alive notes a sign of life.
func (l *Link) alive() { l.heard.Store(int64(l.cfg.Now())) }

// open moves Connecting to Open; false says that the link was closed meanwhile.
func (l *Link) open() bool {
	l.alive()
	l.mu.Lock()
	ok := l.state == Connecting
	if ok {
		l.state = Open
	}
	l.mu.Unlock()
	l.mail.poke()
	return ok
}

// finish moves to Closed; the first caller's cause stays.
func (l *Link) finish(code uint16, reason string, err error) {
	l.mu.Lock()
	if l.state != Closed {
		l.state, l.code, l.reason, l.err = Closed, code, cutReason(reason), err
	}
	l.mu.Unlock()
	l.end()
	l.mail.poke()
}

// deliver puts a message that the link owns into the mailbox. What comes after the end of the
// link is not part of it.
func (l *Link) deliver(data []byte) {
	if l.State() == Closed {
		return
	}
	l.bytesIn.Add(uint64(len(data)))
	l.messagesIn.Add(1)
	l.alive()
	if !l.mail.push(Message{Data: data, At: l.Heard()}) {
		l.finish(CodeOverflow, "client reads too slowly", ErrOverflow)
	}
}

// cutReason makes a reason fit a close frame: valid UTF-8 of at most 123 bytes.
func cutReason(s string) string {
	s = strings.ToValidUTF8(s, "?")
	if len(s) <= maxReason {
		return s
	}
	n := maxReason
	for !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
