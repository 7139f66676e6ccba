package e2e_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"tickwire/bench/oracle"
	"tickwire/bench/rig"
	"tickwire/client/netplay"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/host"
	"tickwire/server/room"
)

// faulty is a network on which a request may not come, or its answer, and neither end knows.
type faulty struct {
	mu   sync.Mutex
	rand *rand.Rand
	rt   http.RoundTripper
}

var errLost = errors.New("lost on the way")

func (f *faulty) roll() float64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.rand.Float64()
}

func (f *faulty) RoundTrip(r *http.Request) (*http.Response, error) {
	roll := f.roll()
	if roll < 0.1 {
		return nil, errLost
	}
	resp, err := f.rt.RoundTrip(r)
	if err == nil && roll < 0.3 {
		_, _ = io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		return nil, errLost
	}
	return resp, err
}

// pollster plays by polls, one request after another.
type pollster struct {
	*netplay.Client
	url      string // of /poll
	query    string
	http     *http.Client
	rand     *rand.Rand
	link     string
	said     uint32
	got      uint32
	answer   wire.Answer
	lost     int // requests or answers
	follower *oracle.Follower
}

// open begins a link.
func (p *pollster) open() error {
	id := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, p.rand.Uint64()), p.rand.Uint64())
	p.link, p.said, p.got = p.url+"/"+base64.RawURLEncoding.EncodeToString(id), 0, 0
	return p.say(p.Hello())
}

// ask makes a request until it is answered.
func (p *pollster) ask(method, url string, body []byte) (int, []byte, error) {
	for range 50 {
		req, err := http.NewRequestWithContext(context.Background(), method, url, bytes.NewReader(body))
		if err != nil {
			return 0, nil, err
		}
		resp, err := p.http.Do(req)
		if errors.Is(err, errLost) {
			p.lost++
			continue
		}
		if err != nil {
			return 0, nil, err
		}
		b, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		return resp.StatusCode, b, err
	}
	return 0, nil, errors.New("nothing gets through")
}

func (p *pollster) say(msgs ...[]byte) error {
	p.said++
	status, b, err := p.ask(http.MethodPost, p.link, wire.AppendBatch(nil, p.said, msgs...))
	if err == nil && status != http.StatusNoContent {
		err = fmt.Errorf("batch %d is answered %d %s", p.said, status, b)
	}
	return err
}

// poll brings what there is to the client.
func (p *pollster) poll(now time.Duration, check func() error) error {
	status, b, err := p.ask(http.MethodGet, fmt.Sprintf("%s?got=%d%s", p.link, p.got, p.query), nil)
	switch {
	case err != nil || status == http.StatusNoContent:
		return err
	case status != http.StatusOK:
		return fmt.Errorf("GET is answered %d %s", status, b)
	}
	if err := wire.DecodeAnswer(&p.answer, b); err != nil || p.answer.Number != p.got+1 || p.answer.Close != nil {
		return fmt.Errorf("after answer %d comes %+v, %w", p.got, p.answer, err)
	}
	p.got++
	for _, m := range p.answer.Messages {
		if err := p.Receive(m, now); err != nil {
			return err
		}
		if p.Joined() {
			if err := check(); err != nil {
				return err
			}
		}
	}
	return nil
}

// TestPollersConverge plays over a network that loses every third request or answer, by both ways of
// polling, with both encodings, and with links that are given up; every frame of every client is
// checked against the server's saved rows and its events.
func TestPollersConverge(t *testing.T) {
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	truth := oracle.New(def)
	s := rig.Run(t, host.Config{Def: def, Addr: "127.0.0.1:0", NoPage: true, Bots: 4, Verify: 0.2, OnTick: func(c *room.Core, _ time.Duration) {
		if err := truth.Record(c.Tick(), c.Rows(), c.Events(), c.Replicator().Set(c.Tick())); err != nil {
			t.Error(err)
		}
	}})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	began := time.Now()
	var group sync.WaitGroup
	for i := range 4 {
		plain := &http.Transport{}
		defer plain.CloseIdleConnections()
		random := rand.New(rand.NewPCG(uint64(i), 7))
		enc := []wire.Encoding{wire.EncodingPacked}
		if i >= 2 {
			enc = []wire.Encoding{wire.EncodingColumns}
		}
		name := fmt.Sprint("poller ", i)
		p := &pollster{
			Client: netplay.New(def, netplay.Config{Name: name, Encodings: enc}), url: "http://" + s.Addr().String() + "/poll",
			query: []string{"&wait=1000", "&wait=0&every=50"}[i%2], rand: random,
			http: &http.Client{Transport: &faulty{rand: rand.New(rand.NewPCG(uint64(i), 8)), rt: plain}},
		}
		p.follower = truth.Follow(p.Client)
		group.Go(func() {
			ticker := time.NewTicker(50 * time.Millisecond)
			defer ticker.Stop()
			for again := range 3 {
				if again > 0 {
					token, _ := p.Resume()
					p.Relink(netplay.Config{Name: name, Encodings: enc, Resume: token})
				}
				if err := p.open(); err != nil {
					t.Errorf("%s: %v", name, err)
					return
				}
				for n := 0; n < 100; n++ {
					if strings.Contains(p.query, "every") {
						<-ticker.C
					}
					err := p.poll(time.Since(began), func() error {
						if err := truth.Wait(ctx, p.Tick()); err != nil {
							return err
						}
						return p.follower.Check()
					})
					if msg := p.Answer(); msg != nil && err == nil {
						err = p.say(msg)
					}
					if msg := p.Play(time.Since(began)); msg != nil && err == nil {
						err = p.say(msg)
					}
					if err != nil {
						t.Errorf("%s, link %d: %v", name, again, err)
						return
					}
				}
				if p.Resumed() != (again > 0) {
					t.Errorf("%s, link %d: resumed %v", name, again, p.Resumed())
				}
			}
			c := p.follower.Counts()
			t.Logf("%s: %d lost, %+v", name, p.lost, c)
			if c.Frames < 100 || p.lost < 50 {
				t.Errorf("%s: %d requests were lost, and %+v was checked", name, p.lost, c)
			}
			if err := p.say(wire.AppendLeave(nil)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}
