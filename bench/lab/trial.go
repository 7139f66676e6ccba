package lab

import (
	"fmt"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
)

// trial is one run of a script, within one bubble.
type trial struct {
	def    *game.Definition
	script *Script

	agenda     *agenda
	transcript *transcript
	net        *network
	server     *server
	players    []*player
	alter      func(c *netplay.Client, msg []byte) []byte
	over       bool // the duration is
	ending     bool // nobody dials any more

	orphaned time.Duration // until when there may be players of whom no client knows

	mu      sync.Mutex
	failure *Failure
}

// Failure is the first thing that was found wrong in a run.
type Failure struct {
	At     time.Duration
	Client int // -1 for the server
	Err    error
}

func (f *Failure) Error() string {
	if f.Client == everyClient {
		return fmt.Sprintf("at %v, the server: %v", f.At, f.Err)
	}
	return fmt.Sprintf("at %v, client %d: %v", f.At, f.Client, f.Err)
}

func (f *Failure) Unwrap() error { return f.Err }

// try runs a script of a game whose definition is complete. A failure is what was found, not an error
// of the test: whether it is one is for the caller to say.
func try(t *testing.T, def *game.Definition, s *Script, plant hooks) (*Report, *Failure) {
	t.Helper()
	began := time.Now()
	r := &trial{def: def, script: s}
	if plant.alter != nil {
		r.alter = func(c *netplay.Client, msg []byte) []byte { return plant.alter(r.server.truth, c, msg) }
	}
	report := &Report{Script: s}
	synctest.Test(t, func(*testing.T) {
		r.begin(plant.polls)
		r.agenda.run(func() bool { return r.over || r.failed() != nil })
		if r.failed() == nil {
			r.judge()
		}
		r.end()
		r.fill(report)
	})
	report.Wall = time.Since(began)
	return report, r.failed()
}

// begin starts the server and puts on the agenda what is known to happen.
func (r *trial) begin(polls func(http.Handler) http.Handler) {
	r.agenda = newAgenda(time.Second/time.Duration(r.def.TickRate), beat)
	r.transcript = newTranscript()
	r.net = newNetwork(r.agenda, r.transcript, r.script.Seed)
	r.server = newServer(r.def, r.script, r.transcript, r.fail, polls)
	r.server.start(r.net)
	for k, id := range r.script.Clients {
		p := newPlayer(r, id)
		r.players = append(r.players, p)
		at := time.Duration(k) * arriving / 2 / time.Duration(len(r.script.Clients))
		r.agenda.push(at+time.Duration(p.rand.Int64N(int64(arriving/2))), p.rank, p.dial)
	}
	for i := range r.script.Disturb {
		d := &r.script.Disturb[i]
		if d.Kind == Hitch {
			r.agenda.push(d.At, rankLab, func() { r.server.stand(d.For) })
		} else if p := r.player(d.Client); p != nil {
			r.agenda.push(d.At, p.rank, func() { p.disturb(d) })
		}
	}
	if r.script.Calm > 0 {
		r.agenda.push(r.script.Calm, rankLab, func() {
			for _, p := range r.players {
				p.line.down.calm()
				p.line.up.calm()
			}
		})
	}
	r.agenda.push(r.script.Duration, rankLab, func() { r.over = true })
}

// player is the one with a number; nil for one that takes no part.
func (r *trial) player(id int) *player {
	for _, p := range r.players {
		if p.id == id {
			return p
		}
	}
	return nil
}

// fail notes the first failure. Any goroutine may call it.
func (r *trial) fail(client int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.failure == nil {
		r.failure = &Failure{At: r.agenda.now(), Client: client, Err: err}
	}
}

func (r *trial) failed() *Failure {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.failure
}

// patience bounds what leaving may take, in the time of the game.
const patience = time.Minute

// end has everybody leave and stops the server. What is still there afterwards has the bubble fail.
func (r *trial) end() {
	r.ending = true
	for _, p := range r.players {
		p.leave(-1)
	}
	r.await("the clients", func() {
		for _, p := range r.players {
			p.links.Wait()
		}
	})
	r.server.stop()
	r.await("the server", func() {
		_ = r.server.http.Close() // of a listener that cannot fail to
		r.server.ended.Wait()
	})
	if n := r.server.gate.Conns(); n != 0 {
		r.fail(everyClient, fmt.Errorf("lab: %d connections are open after the end", n))
	}
}

// await lets things happen until somebody who waits for others returns.
func (r *trial) await(whom string, wait func()) {
	done := make(chan struct{})
	go func() {
		wait()
		close(done)
		r.agenda.poke()
	}()
	limit := r.agenda.now() + patience
	r.agenda.push(limit, rankLab, func() {})
	r.agenda.run(func() bool {
		select {
		case <-done:
			return true
		default:
		}
		if r.agenda.now() >= limit {
			panic(fmt.Sprintf("lab: %s do not end; seed %d", whom, r.script.Seed))
		}
		return false
	})
}

// fill tells what the run was.
func (r *trial) fill(to *Report) {
	for _, p := range r.players {
		to.Frames, to.Scopes = to.Frames+p.counts.Frames, to.Scopes+p.counts.Scopes
		to.Rows, to.Events = to.Rows+p.counts.Rows, to.Events+p.counts.Events
		to.Dials += p.dials
		to.MostOnWay = max(to.MostOnWay, p.line.most())
	}
	to.Ticks = r.server.room().tick
	to.Deliveries, to.Transcript = r.transcript.events, r.transcript.sum()
}
