package gate

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
)

// TestAnswersComeInOrder plays a link against a client on a network that loses, doubles and delays
// requests and answers, by a seed: whatever that does, the client gets each message once and in order,
// the same bytes each time that it gets a number, and in the end the close.
func TestAnswersComeInOrder(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		p := &pollLink{link: &link{gate: &Gate{start: time.Now()}}}
		var sent, came, got uint32    // messages, messages, and the newest answer of the client
		var closed bool               // the client knows
		var holds []*hold             // GETs whose answers may come yet
		var late []uint32             // what requests that are still on their way say
		bodies := map[uint32][]byte{} // by number
		receive := func(body []byte) {
			var a wire.Answer
			if err := wire.DecodeAnswer(&a, body); err != nil {
				t.Fatal(err)
			}
			if was := bodies[a.Number]; was != nil && !bytes.Equal(was, body) {
				t.Fatalf("seed %d: answer %d is %x and was %x", seed, a.Number, body, was)
			}
			if bodies[a.Number] = body; a.Number <= got {
				return
			}
			if a.Number != got+1 {
				t.Fatalf("seed %d: answer %d after %d", seed, a.Number, got)
			}
			got = a.Number
			for _, m := range a.Messages {
				if came++; binary.BigEndian.Uint32(m) != came {
					t.Fatalf("seed %d: message %x after %d", seed, m, came-1)
				}
			}
			closed = a.Close != nil
		}
		ask := func(got uint32, mine bool) {
			h := newHold()
			switch f, _ := p.fetch(h, got, 0); {
			case f == holding:
				holds = append(holds, h)
			case mine && f == mismatch:
				t.Fatalf("seed %d: the client has %d, and that is a mistake", seed, got)
			}
		}
		for step := 0; !closed; step++ {
			if step > 100_000 {
				t.Fatalf("seed %d: nothing comes any more", seed)
			}
			switch n := r.IntN(10); {
			case n < 3: // the client asks, and perhaps that takes long, or comes twice
				if r.IntN(3) == 0 {
					late = append(late, got)
				}
				if r.IntN(3) > 0 {
					ask(got, true)
				}
			case n < 4 && len(late) > 0: // what had been on its way for long comes
				i := r.IntN(len(late))
				ask(late[i], false)
				late = append(late[:i], late[i+1:]...)
			case n < 6 && p.idle():
				sent++
				m := binary.BigEndian.AppendUint32(nil, sent)
				p.send(m[:1], m[1:])
				if p.idle() {
					t.Fatalf("seed %d: idle with a message on its way", seed)
				}
			case n < 9 && len(holds) > 0: // an answer is there, and comes or does not
				i := r.IntN(len(holds))
				select {
				case body := <-holds[i].body:
					if body != nil && r.IntN(4) > 0 {
						receive(body)
					}
					holds = append(holds[:i], holds[i+1:]...)
				default:
					if r.IntN(4) == 0 { // it was held for long enough
						if body := p.release(holds[i]); body != nil {
							receive(body)
						}
						holds = append(holds[:i], holds[i+1:]...)
					}
				}
			case sent > 20 && p.farewell == nil:
				p.hangUp(wire.CloseShutdown, "over")
			}
			if p.held != nil && !slices.Contains(holds, p.held) {
				t.Fatalf("seed %d: somebody is held who has been answered", seed)
			}
		}
		if came != sent {
			t.Fatalf("seed %d: %d of %d messages came before the close", seed, came, sent)
		}
		if f, _ := p.fetch(newHold(), got, 0); f != over {
			t.Fatalf("seed %d: the end has come, and is answered %d", seed, f)
		}
	}
}

// TestAnEndIsNotForgottenBeforeItIsTold looks after a link at the moment when somebody is about to end it,
// and has not come to its carrier yet.
func TestAnEndIsNotForgottenBeforeItIsTold(t *testing.T) {
	g := New(Config{})
	p, no := g.openPoll(pollID{1}, "192.0.2.1:1", ask{})
	if no.status != 0 {
		t.Fatal(no)
	}
	p.link.closing.Store(&closing{wire.CloseReplaced, ""})
	p.beat(p.link, time.Now())
	p.hangUp(wire.CloseReplaced, "")
	if g.polls.find(p.id) == nil {
		t.Error("the link is forgotten, and its peer will never learn why it ended")
	}
	p.beat(p.link, time.Now().Add(time.Minute))
	if g.polls.find(p.id) != nil {
		t.Error("a minute later it is still there")
	}
}

// TestWhoWasNotLetInHoldsNoPlace says something wrong, and that it will ask once in a minute.
func TestWhoWasNotLetInHoldsNoPlace(t *testing.T) {
	g := New(Config{})
	p, no := g.openPoll(pollID{1}, "192.0.2.1:1", ask{every: maxEvery})
	if no.status != 0 {
		t.Fatal(no)
	}
	now := time.Now()
	if status, _ := p.take(1, [][]byte{{0xff}}, 1, now); status != 204 {
		t.Fatalf("a batch is answered %d", status)
	}
	p.beat(p.link, now.Add(lastKept))
	if g.Conns() != 1 {
		t.Error("the link is forgotten before anybody can have asked")
	}
	p.beat(p.link, now.Add(lastKept+time.Second))
	if g.Conns() != 0 {
		t.Error("the link is kept, and needs nobody behind it to take a place")
	}
}

// TestNobodyIsHeldForTooLong has the slowest game that there can be.
func TestNobodyIsHeldForTooLong(t *testing.T) {
	for _, row := range []struct {
		rate, every int
		want        time.Duration
	}{{30, 1, time.Second / 15}, {1, 16, maxWait}} {
		g := New(Config{Def: &game.Definition{TickRate: row.rate, SendEvery: row.every}})
		if got := g.leastWait().Round(time.Millisecond); got != row.want.Round(time.Millisecond) {
			t.Errorf("%d ticks a second, a frame every %d: %v, want %v", row.rate, row.every, got, row.want)
		}
	}
}
