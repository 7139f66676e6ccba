package main

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/game/chat"
	"tickwire/proto/wire"
)

// poller is a member by plain requests, one after another, who presses nothing.
type poller struct {
	t         *testing.T
	url       string
	said, got uint32 // numbers of the newest batch and answer
	frames    *wire.FrameDecoder
}

func (p *poller) request(method, query string, body io.Reader) (status int, answer []byte) {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.url+query, body)
	if err != nil {
		p.t.Fatal(err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: time.Minute}
	resp, err := client.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode, b
}

func (p *poller) say(msg []byte) {
	p.t.Helper()
	p.said++
	if status, b := p.request(http.MethodPost, "", bytes.NewReader(wire.AppendBatch(nil, p.said, msg))); status != http.StatusNoContent {
		p.t.Fatalf("a batch is answered %d %s", status, b)
	}
}

// wait asks for what is new and is held for a second where nothing is; news is nil then. Frames are
// acknowledged.
func (p *poller) wait() (news *wire.Answer, lines []string) {
	p.t.Helper()
	status, b := p.request(http.MethodGet, fmt.Sprintf("?got=%d&wait=1000", p.got), nil)
	switch status {
	case http.StatusNoContent:
		return nil, nil
	case http.StatusOK:
	default:
		p.t.Fatalf("a request is answered %d %s", status, b)
	}
	news = &wire.Answer{}
	if err := wire.DecodeAnswer(news, b); err != nil {
		p.t.Fatal(err)
	}
	p.got = news.Number
	for _, msg := range news.Messages {
		if kind, err := wire.ServerKind(msg); err != nil || kind != wire.KindFrame {
			continue
		}
		f, err := p.frames.Decode(msg)
		if err != nil {
			p.t.Fatal(err)
		}
		for _, l := range f.Chat {
			lines = append(lines, l.Text)
		}
		p.say(wire.AppendInputs(nil, &wire.Inputs{Ack: f.Tick}))
	}
	return news, lines
}

// TestARequestIsHeldWhileNothingHappens is what the chat is for: who polls waits for news, and gets
// them at once when there are some.
func TestARequestIsHeldWhileNothingHappens(t *testing.T) {
	s := serve(t)
	var r room
	ada := r.join(t, s, "ada")
	def := chat.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	var id [16]byte
	_, _ = rand.Read(id[:])
	p := &poller{
		t: t, url: "http://" + s.Addr().String() + "/poll/" + base64.RawURLEncoding.EncodeToString(id[:]),
		frames: wire.NewFrameDecoder(def.Schema),
	}
	p.say(wire.AppendHello(nil, &wire.Hello{
		ProtocolVersion: wire.ProtocolVersion, Game: def.Name, GameVersion: def.Version, Name: "bob",
		Encodings: []wire.Encoding{wire.EncodingColumns},
	}))
	held, answered := 0, 0
	for held < 3 {
		if news, _ := p.wait(); news == nil {
			held++
		} else if answered++; answered > 5 {
			t.Fatalf("%d answers though nobody does anything; the newest is %d messages", answered, len(news.Messages))
		}
	}
	ada.send(wire.AppendChat(nil, "hello"))
	ada.send(wire.AppendChatTo(nil, lastPlayer(&r, ada), "psst"))
	var lines []string
	for range 5 {
		_, more := p.wait()
		if lines = append(lines, more...); len(lines) == 2 {
			break
		}
	}
	if !slices.Equal(lines, []string{"hello", "psst"}) {
		t.Errorf("heard %q", lines)
	}
}

// lastPlayer is who came last, once a member knows of somebody.
func lastPlayer(r *room, m *member) (p game.PlayerID) {
	r.until(m.t, "somebody else to be there", func() bool { return len(m.net.Roster()) == 2 })
	return m.net.Roster()[1].Player
}
