package link

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"tickwire/proto/wire"
)

const (
	// askSlack is how much longer than it may be held a request may take.
	askSlack = 5 * time.Second
	// leastWait is to what PollWait shrinks where somebody on the way bears no more.
	leastWait = time.Second
	// swift is how many answers Polling asks for without a pause: with them a player is in.
	swift = 3
	// idlePause is the first pause after a request that brought nothing and was not even held. It
	// doubles up to PollEvery's default: whatever answers like that is not to be asked all the time.
	idlePause = 20 * time.Millisecond
	// askMessages is room in a body for numbers and lengths.
	askMessages = 1 << 10
)

// ask asks for messages until the link is closed.
func (p *polls) ask() {
	select {
	case <-p.begun:
	case <-p.done.Done():
		return
	}
	var a answers
	var r retry
	random := p.chance(seedAsk)
	wait, idle := p.hold(), time.Duration(0)
	for p.State() != Closed {
		began := p.clock()
		got, err := p.get(a.newest, wait)
		if p.State() == Closed {
			return
		}
		took := p.clock() - began
		switch o := got.outcome(); {
		case errors.Is(err, errTooLarge):
			p.end(codeTooLarge, "message too large", errTooLarge)
			return
		case err != nil || o == again:
			pause, ok := r.failed(began+min(took, wait), p.clock(), got.after, random())
			if !ok {
				p.lost(got.status, err)
				return
			}
			if wait > leastWait && took > leastWait {
				wait = min(wait, max(took/2, leastWait)) // somebody on the way does not bear more
			}
			sleep(p.done, pause)
			continue
		case o != good:
			p.refused(got.status)
			return
		}
		r.answered()
		p.alive()
		before := a.newest
		if got.status == 200 && !p.take(&a, got.body) {
			return
		}
		switch {
		case a.newest != before || took >= 4*idlePause:
			idle = 0
		default:
			idle = min(max(2*idle, idlePause), time.Second)
		}
		if p.cfg.Transport == Polling && a.newest >= swift {
			idle = began + p.cfg.PollEvery - p.clock()
		}
		sleep(p.done, idle)
	}
}

// hold is for how long the server may hold a request.
func (p *polls) hold() time.Duration {
	if p.cfg.Transport == Polling {
		return 0 // it says what it has
	}
	return p.cfg.PollWait
}

// get asks for what comes after an answer.
func (p *polls) get(newest uint32, wait time.Duration) (reply, error) {
	at := p.pace(wait)
	q := at.Query()
	q.Set("got", strconv.FormatUint(uint64(newest), 10))
	at.RawQuery = q.Encode()
	ctx, cancel := context.WithTimeout(p.done, wait+askSlack)
	defer cancel()
	return p.do(ctx, "GET", at.String(), nil, p.cfg.ReadLimit+askMessages)
}

// pace is where a request goes that tells for how long the server may hold one, and how often one comes.
func (p *polls) pace(wait time.Duration) url.URL {
	at := p.at
	q := at.Query()
	if p.cfg.Transport == Polling {
		q.Set("every", millis(p.cfg.PollEvery))
	}
	q.Set("wait", millis(wait))
	at.RawQuery = q.Encode()
	return at
}

func millis(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// take delivers what an answer holds; false says that the link has ended.
func (p *polls) take(a *answers, body []byte) bool {
	got, err := a.take(body)
	switch {
	case err != nil:
		p.end(codeAbnormal, "the answers make no sense", fmt.Errorf("link: %w", err))
		return false
	case got == nil:
		return true
	}
	for _, m := range got.Messages {
		if len(m) > p.cfg.ReadLimit {
			p.end(codeTooLarge, "message too large", errTooLarge)
			return false
		}
		p.deliver(m[:len(m):len(m)])
	}
	if got.Close == nil {
		return p.State() != Closed
	}
	if len(got.Close.Reason) > maxReason {
		p.deliver(wire.AppendCloseNotice(nil, got.Close)) // as before a close frame, which takes less
	}
	p.end(uint16(got.Close.Code), got.Close.Reason, nil)
	return false
}
