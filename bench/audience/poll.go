package audience

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"tickwire/bench/notice"
	"tickwire/proto/wire"
)

const (
	// pollWait is for how long a long poll is held at most.
	pollWait = 25 * time.Second

	// A poller acknowledges frames by a request of its own, so not each: at once when it has not for a
	// second, and the eighth at the latest, which is half of what a room sends ahead. One that leaves it
	// at that has frames that are owed for as long as a poll is held, and no longer.
	ackOwed  = 8
	ackEvery = time.Second

	mediaType = "application/x-protobuf"
)

// poller is a link to a server of Tickwire by plain requests.
type poller struct {
	client      *client
	follower    *follower
	gets, posts requester
	path        string
	patience    string // the query that says for how long the link may be silent
	got         uint32 // number of the newest answer
	batch       uint32 // of the newest batch
	posting     bool   // which was not answered yet
	acked       time.Duration
	answer      wire.Answer
}

// poll is a client of Tickwire by long polling or by polling.
func (c *client) poll(ctx context.Context) error {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	p := poller{
		client: c, follower: newFollower(c), path: "/poll/" + base64.RawURLEncoding.EncodeToString(id[:]),
		gets: requester{audience: c.audience}, posts: requester{audience: c.audience},
	}
	query := fmt.Sprintf("wait=%d", pollWait.Milliseconds())
	if c.audience.cfg.Transport == Polling {
		query = fmt.Sprintf("wait=0&every=%d", c.audience.cfg.Every.Milliseconds())
	}
	p.patience = "?" + query
	if err := p.say(ctx, hello(c.name())); err != nil {
		return err
	}
	if err := p.posted(ctx); err != nil {
		return err
	}
	if c.audience.cfg.Transport == Polling {
		return p.every(ctx, "&"+query)
	}
	for {
		if err := p.get(ctx, "&"+query); err != nil {
			return err
		}
	}
}

// every polls by the clock, until ctx ends. The clients' phases are even over the interval. A poll
// that is still under way when the next is due makes it late, not one more.
func (p *poller) every(ctx context.Context, query string) error {
	cfg := &p.client.audience.cfg
	for !p.client.isIn { // at first the welcome, then what there is
		if err := p.get(ctx, query); err != nil {
			return err
		}
	}
	due := time.Now().Add(cfg.Every * time.Duration(p.client.index) / time.Duration(cfg.Clients))
	for timer := time.NewTimer(time.Until(due)); ; timer.Reset(time.Until(due)) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-timer.C:
		}
		if err := p.get(ctx, query); err != nil {
			return err
		}
		due = due.Add(cfg.Every)
	}
}

// get asks for what is new and takes it.
func (p *poller) get(ctx context.Context, query string) error {
	a, err := p.gets.do(ctx, get(p.client.audience.cfg.Addr, fmt.Sprintf("%s?got=%d%s", p.path, p.got, query)))
	switch {
	case err != nil:
		return err
	case a.status == http.StatusNoContent:
		return p.ack(ctx)
	case a.status != http.StatusOK:
		return fmt.Errorf("a GET was answered %d: %s", a.status, a.body)
	}
	if err := wire.DecodeAnswer(&p.answer, a.body); err != nil {
		return err
	}
	if p.answer.Close != nil {
		return fmt.Errorf("the server closed: %d %s", p.answer.Close.Code, p.answer.Close.Reason)
	}
	if p.answer.Number != p.got+1 {
		return fmt.Errorf("answer %d came after %d", p.answer.Number, p.got)
	}
	p.got = p.answer.Number
	for _, msg := range p.answer.Messages {
		if err := p.follower.take(msg, a.at); err != nil {
			return err
		}
	}
	return p.ack(ctx)
}

// ack acknowledges what has come, when it is time to.
func (p *poller) ack(ctx context.Context) error {
	f, now := p.follower, notice.Now()
	if f.owed == 0 || f.owed < ackOwed && now-p.acked < ackEvery {
		return nil
	}
	p.acked = now
	return p.say(ctx, f.ack())
}

// say posts a message, and does not wait for the answer, because the next GET does not either.
func (p *poller) say(ctx context.Context, msg []byte) error {
	if err := p.posted(ctx); err != nil {
		return err
	}
	p.batch++
	p.posting = true
	path := p.path
	if p.batch == 1 {
		path += p.patience
	}
	return p.posts.send(ctx, post(p.client.audience.cfg.Addr, path, mediaType, wire.AppendBatch(nil, p.batch, msg)))
}

// posted waits for the answer to what was posted last.
func (p *poller) posted(ctx context.Context) error {
	if !p.posting {
		return nil
	}
	p.posting = false
	a, err := p.posts.await(ctx)
	if err == nil && a.status != http.StatusNoContent {
		err = errors.New("a POST was answered " + strconv.Itoa(a.status) + ": " + string(a.body))
	}
	return err
}
