package link

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"net/url"
	"sync"
	"time"
)

// polls carries a Link by requests: one asks for what the server says, and beside it one at a time
// brings what the client says. They are two goroutines, and neither waits for the other.
type polls struct {
	*Link
	requests
	out *mailbox
	at  url.URL   // of the link's own requests
	was time.Time // when it began
	// begun is closed when the server has the first batch: before that there is no link to ask about.
	begun chan struct{}
	// sending ends with the link, or a moment later where the rest is still to be brought.
	sending context.Context
	stop    context.CancelFunc
}

func newPolls(l *Link) carrier {
	p := &polls{Link: l, out: newMailbox(l.cfg.SendLimit), begun: make(chan struct{})}
	p.sending, p.stop = context.WithCancel(context.Background())
	return p
}

func (p *polls) send(data []byte) bool {
	return p.out.push(Message{Data: append([]byte{}, data...)})
}

// run finds out whether requests get through, then makes them until the link is closed.
func (p *polls) run() {
	p.was = time.Now()
	p.requests = newRequests(p.cfg)
	defer p.requests.close()
	if err := p.knock(); err != nil {
		p.unreached(err)
		return
	}
	if !p.open() {
		return
	}
	var all sync.WaitGroup
	all.Go(p.ask)
	all.Go(func() {
		<-p.done.Done()
		sleep(p.sending, closeGrace)
		p.stop()
	})
	p.bring()
	p.stop() // there is nothing more to wait for
	all.Wait()
}

// knock makes the request that needs no link and makes none.
func (p *polls) knock() error {
	base, err := pollURL(p.cfg.URL)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(p.done, p.cfg.DialTimeout)
	defer cancel()
	got, err := p.do(ctx, "GET", base.String(), nil, len(p.cfg.Subprotocol))
	switch {
	case errors.Is(err, errTooLarge):
		return errNoServer // it is a page, most likely
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return err
	case got.status != 200:
		return statusError(got.status)
	case string(got.body) != p.cfg.Subprotocol:
		return errNoServer
	}
	p.at = *base.JoinPath(p.id())
	return nil
}

// id is that of a link: whoever has it may speak for the player.
func (p *polls) id() string {
	var id [16]byte
	if p.cfg.Seed == 0 {
		_, _ = rand.Read(id[:]) // never fails
	} else {
		stream := mathrand.NewPCG(p.cfg.Seed, seedID)
		binary.BigEndian.PutUint64(id[:8], stream.Uint64())
		binary.BigEndian.PutUint64(id[8:], stream.Uint64())
	}
	return base64.RawURLEncoding.EncodeToString(id[:])
}

// What has a stream of its own of Config.Seed: no two of them are drawn from by one goroutine.
const (
	seedID = iota
	seedAsk
	seedBring
)

// chance is a stream of numbers from 0 up to 1.
func (p *polls) chance(of uint64) func() float64 {
	if p.cfg.Seed == 0 {
		return p.cfg.Random
	}
	return mathrand.New(mathrand.NewPCG(p.cfg.Seed, of)).Float64
}

// pollURL is where requests go, for the URL of a WebSocket.
func pollURL(socket string) (*url.URL, error) {
	u, err := url.Parse(socket)
	if err != nil {
		return nil, err
	}
	scheme := map[string]string{"ws": "http", "wss": "https"}[u.Scheme]
	if scheme == "" {
		return nil, errors.New("the scheme must be ws or wss")
	}
	u = u.ResolveReference(&url.URL{Path: "poll", RawQuery: u.RawQuery})
	u.Scheme = scheme
	return u, nil
}

// clock is the time since the link began, for retries: Config.Now may be a test's.
func (p *polls) clock() time.Duration { return time.Since(p.was) }

// end closes the link where there is nobody to bring the rest to.
func (p *polls) end(code uint16, reason string, err error) {
	p.stop()
	p.finish(code, reason, err)
}

// lost ends the link after retries, of which the newest failed with a status or an error.
func (p *polls) lost(status int, err error) {
	switch {
	case err != nil:
		p.end(codeAbnormal, "connection lost", err)
	case status == 429 || status == 503:
		p.end(codeBusy, "the server is busy; please try again in a moment", answered(status))
	default:
		p.end(codeAbnormal, "connection lost", answered(status))
	}
}

// refused ends the link after an answer for which there is no retry. It is the client that ends it: the
// server may keep the player, whom another link may bring back.
func (p *polls) refused(status int) {
	switch outcomeOf(status) {
	case gone, ended:
		p.end(codeAbnormal, "connection lost", answered(status))
	case banned:
		p.end(codeAbnormal, "the way to the server is closed", answered(status))
	default:
		p.end(codeAbnormal, "the requests make no sense to the server", answered(status))
	}
}

func answered(status int) error { return fmt.Errorf("link: a request was %w", statusError(status)) }

// sleep waits for so long, or until ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	if d <= 0 || ctx.Err() != nil {
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
