package link

import (
	"context"
	"time"
)

// bringTimeout is how long the server may take to take a batch. A request that hangs for longer hangs
// for good, and the same batch goes another way.
const bringTimeout = 5 * time.Second

// bring takes to the server what waits for it, one batch after the other, and what is left when the
// link is closed.
func (p *polls) bring() {
	var b batches
	var r retry
	random := p.chance(seedBring)
	for p.sending.Err() == nil {
		body := b.next(p.out)
		if body == nil {
			if p.State() == Closed {
				return
			}
			select {
			case <-p.out.ready:
			case <-p.done.Done():
			}
			continue
		}
		began := p.clock()
		got, err := p.post(body, b.number)
		if p.sending.Err() != nil {
			return
		}
		o := outcomeOf(got.status)
		if got.status == 200 {
			o = again // somebody on the way says it, who is asked to sign in, perhaps: the server says 204
		}
		switch {
		case err != nil || o == again:
			pause, ok := r.failed(began, p.clock(), got.after, random())
			if !ok {
				p.lost(got.status, err)
				return
			}
			sleep(p.sending, pause)
		case o == good || o == ended:
			if b.number == 1 {
				close(p.begun)
			}
			if o == ended {
				return // whoever asks is told why
			}
			b.taken()
			r.answered()
			sleep(p.done, p.spare(began))
		default:
			p.refused(got.status)
			return
		}
	}
}

// post sends a batch. The first tells what to expect of the requests that follow it.
func (p *polls) post(body []byte, number uint32) (reply, error) {
	ctx, cancel := context.WithTimeout(p.sending, bringTimeout)
	defer cancel()
	at := p.at
	if number == 1 {
		at = p.pace(p.hold())
	}
	return p.do(ctx, "POST", at.String(), body, 0)
}

// spare is for how long batches wait for company where nobody looks closely: inputs of each tick in
// requests of their own would cost more than all that such a client asks for.
func (p *polls) spare(began time.Duration) time.Duration {
	if p.cfg.Transport != Polling {
		return 0
	}
	return began + p.cfg.PollEvery/4 - p.clock()
}
