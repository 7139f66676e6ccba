package lab

import (
	"errors"
	"math/rand/v2"
	"sync"
	"time"
)

const (
	// segment is how many bytes travel, or are lost, together: Ethernet's 1500 less the headers.
	segmentSize = 1448

	// minRTO is the least that Linux waits before it sends again what was lost. A stream as thin as a
	// game's seldom has the three later segments in time that would tell earlier.
	minRTO = 200 * time.Millisecond

	// maxOnWay is how many bytes may be between the ends, sockets included. A server that is told
	// nothing by acknowledgements any more stops long before; one that does not breaks the connection.
	maxOnWay = 1 << 20
)

var errFull = errors.New("lab: a megabyte is on its way, and nothing arrives")

// pipe is one direction of one connection: bytes that are on their way.
type pipe struct {
	agenda *agenda
	way    *way
	rank   int
	to     *end
	tap    *tap
	meddle func(now time.Duration, data []byte) (taken bool) // by somebody on the way

	mu    sync.Mutex
	rand  *rand.Rand
	free  time.Duration // when the bottleneck will have sent all that waits before it
	last  time.Duration // when the newest segment arrives
	queue []segment
	bytes int // in queue
	most  int // that bytes ever were
	lost  bool
	armed bool // deliver is on the agenda
}

// segment is what arrives together. The last that a connection sends has no data.
type segment struct {
	at         time.Duration
	data       []byte
	fin, reset bool
}

// begin is called before anything is sent, in either direction.
func (p *pipe) begin(rank int, id uint64, r *rand.Rand) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rank, p.rand, p.tap.conn = rank, r, id
}

// send takes all of p, or fails. It never waits.
func (p *pipe) send(b []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bytes+len(b) > maxOnWay {
		return errFull
	}
	data := append([]byte(nil), b...)
	for len(data) > 0 {
		n := min(len(data), segmentSize)
		p.put(segment{data: data[:n:n]})
		data = data[n:]
	}
	return nil
}

// finish tells the other end that nothing follows; reset that the connection is gone.
func (p *pipe) finish(reset bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.put(segment{fin: !reset, reset: reset})
}

// put sends a segment on its way. The caller holds mu.
func (p *pipe) put(s segment) {
	s.at = p.arrival(len(s.data))
	p.last = s.at
	p.queue = append(p.queue, s)
	p.bytes += len(s.data)
	p.most = max(p.most, p.bytes)
	p.arm()
}

// arrival is when a segment that is sent now will be there.
func (p *pipe) arrival(n int) time.Duration {
	now := p.agenda.now()
	path, behind, until, loss := p.way.state(now)
	rto := max(minRTO, 4*path.Delay)
	at := now
	if path.Rate > 0 {
		p.free = max(p.free, now)
		full := path.Queue > 0 && int64(p.free-now)*int64(path.Rate)/int64(time.Second) > int64(path.Queue)
		p.free += time.Duration(int64(n+40) * int64(time.Second) / int64(path.Rate)) // 40 bytes of headers
		if at = p.free; full {
			at += rto
		}
	}
	late := time.Duration(min(p.rand.ExpFloat64(), 8) * float64(path.Jitter))
	at += path.Delay + late + behind
	for p.rand.Float64() < loss {
		at += rto
		rto *= 2
	}
	return max(at, p.last, until)
}

// arm has deliver called when the first segment is there.
func (p *pipe) arm() {
	if !p.armed && len(p.queue) > 0 {
		p.armed = true
		p.agenda.push(p.queue[0].at, p.rank, p.deliver)
	}
}

// hold keeps back what is on its way until a time.
func (p *pipe) hold(until time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.queue {
		p.queue[i].at = max(p.queue[i].at, until)
	}
	p.last = max(p.last, until)
}

// worst is how many bytes were on their way at once.
func (p *pipe) worst() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.most
}

// lose lets everything vanish from now on, what is on its way included.
func (p *pipe) lose() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost = true
}

// deliver hands over what is there. What waited for the same moment is one read for the other end.
func (p *pipe) deliver() {
	p.mu.Lock()
	p.armed = false
	now, n := p.agenda.now(), 0
	var data []byte
	var end segment
	for n < len(p.queue) && p.queue[n].at <= now {
		s := &p.queue[n]
		if data == nil {
			data = s.data
		} else {
			data = append(data, s.data...)
		}
		p.bytes -= len(s.data)
		end.fin, end.reset = end.fin || s.fin, end.reset || s.reset
		n++
	}
	rest := copy(p.queue, p.queue[n:])
	clear(p.queue[rest:])
	p.queue = p.queue[:rest]
	p.arm()
	lost := p.lost
	p.mu.Unlock()
	if n == 0 || lost {
		return
	}
	taken := p.meddle(now, data)
	p.tap.hear(now, data, end)
	if !taken {
		p.to.arrive(data, end.fin, end.reset)
	}
}
