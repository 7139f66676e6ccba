package link

import (
	"sync"
	"time"
)

// Message is one message of the server.
type Message struct {
	Data []byte
	// At is when the message had arrived completely, by Config.Now.
	At time.Duration
}

// messageCost is what a queued message costs besides its bytes, so that a flood of empty
// messages fills a mailbox too.
const messageCost = 64

// mailbox is a queue bounded by bytes, with a channel that tells of news. A full mailbox
// refuses; what refusal means is the owner's business.
type mailbox struct {
	// ready holds at most one token; it is put there after a push and at poke.
	ready chan struct{}
	limit int

	mu    sync.Mutex
	queue []Message
	head  int // queue[:head] has been popped
	bytes int
}

func newMailbox(limit int) *mailbox {
	return &mailbox{ready: make(chan struct{}, 1), limit: limit}
}

// push appends m, or returns false and changes nothing where m does not fit.
func (b *mailbox) push(m Message) bool {
	b.mu.Lock()
	cost := len(m.Data) + messageCost
	if b.bytes+cost > b.limit {
		b.mu.Unlock()
		return false
	}
	if len(b.queue) == cap(b.queue) && b.head > len(b.queue)/2 {
		n := copy(b.queue, b.queue[b.head:])
		clear(b.queue[n:])
		b.queue, b.head = b.queue[:n], 0
	}
	b.bytes += cost
	b.queue = append(b.queue, m)
	b.mu.Unlock()
	b.poke()
	return true
}

// pop takes the oldest message.
func (b *mailbox) pop() (Message, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.head == len(b.queue) {
		return Message{}, false
	}
	m := b.queue[b.head]
	b.queue[b.head] = Message{}
	b.head++
	b.bytes -= len(m.Data) + messageCost
	if b.head == len(b.queue) {
		b.queue, b.head = b.queue[:0], 0
	}
	return m, true
}

// poke leaves a token in ready. A token that is there already tells as much.
func (b *mailbox) poke() {
	select {
	case b.ready <- struct{}{}:
	default:
	}
}
