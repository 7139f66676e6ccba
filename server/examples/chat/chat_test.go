package main

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/bench/rig"
	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/chat"
	"tickwire/proto/wire"
	"tickwire/server/examples/chat/page"
	"tickwire/server/host"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve runs the chat until the test has ended.
func serve(t *testing.T) *host.Server {
	t.Helper()
	return rig.Run(t, host.Config{
		Def: chat.Definition(), Page: page.Handler(), Addr: "127.0.0.1:0", Admin: "127.0.0.1:0",
	})
}

// member is somebody in the chat. It belongs to the test's goroutine.
type member struct {
	t      *testing.T
	net    *netplay.Client
	link   *link.Link
	cut    func() // loses the link, without a word
	start  time.Time
	typing int32
	url    string

	greeted bool // on this link
}

// room is members who are all heard while one is waited for.
type room []*member

func (r *room) join(t *testing.T, s *host.Server, name string) *member {
	t.Helper()
	def := chat.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	m := &member{t: t, start: time.Now(), url: "ws://" + s.Addr().String() + "/ws", net: netplay.New(def, netplay.Config{Name: name})}
	m.dial()
	*r = append(*r, m)
	r.until(t, name+" to be let in", m.net.Joined)
	return m
}

func (m *member) dial() {
	m.greeted = false
	m.link = link.New(link.Config{URL: m.url, Now: func() time.Duration { return time.Since(m.start) }})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func(l *link.Link) {
		defer close(ended)
		_ = l.Run(ctx)
	}(m.link)
	m.cut = func() { cancel(); <-ended }
	m.t.Cleanup(m.cut)
}

// until lets all members play until something has come true.
func (r *room) until(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	ticker := time.NewTicker(5 * time.Millisecond)
	defer ticker.Stop()
	for !done() {
		<-ticker.C
		for _, m := range *r {
			m.play()
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func (m *member) play() {
	if !m.greeted && m.link.State() == link.Open {
		m.greeted = m.link.Send(m.net.Hello()) == nil
	}
	for msg, ok := m.link.Poll(); ok; msg, ok = m.link.Poll() {
		if err := m.net.Receive(msg.Data, msg.At); err != nil {
			m.t.Fatal(err)
		}
	}
	if msg := m.net.Advance(time.Since(m.start), []int32{m.typing}); msg != nil && m.link.State() == link.Open {
		_ = m.link.Send(msg)
	}
}

// TestThreeMembers talk, to all and to one, and come and go.
func TestThreeMembers(t *testing.T) {
	s := serve(t)
	var r room
	ada, bob := r.join(t, s, ""), r.join(t, s, "")
	r.until(t, "both to see both", func() bool { return len(ada.net.Roster()) == 2 && len(bob.net.Roster()) == 2 })
	if got := names(ada); !slices.Equal(got, []string{"anonymous", "anonymous 2"}) {
		t.Errorf("at first they are %q", got)
	}
	ada.send(wire.AppendSetName(nil, "ada"))
	bob.send(wire.AppendSetName(nil, "bob"))
	r.until(t, "their names", func() bool { return slices.Equal(names(bob), []string{"ada", "bob"}) })

	ada.send(wire.AppendChat(nil, "hello"))
	bob.send(wire.AppendChatTo(nil, ada.net.Local(), "psst"))
	r.until(t, "both lines", func() bool { return len(ada.net.Chat()) == 2 && len(bob.net.Chat()) == 2 })

	eve := r.join(t, s, "eve") // who comes later reads what was said to all, and nothing else
	r.until(t, "the roster", func() bool { return len(names(eve)) == 3 })
	ada.send(wire.AppendChat(nil, "hello, eve"))
	r.until(t, "her greeting", func() bool { return len(bob.net.Chat()) == 3 && len(eve.net.Chat()) == 2 })
	if got := said(eve); !slices.Equal(got, []string{"hello", "hello, eve"}) {
		t.Errorf("eve has heard %q", got)
	}
	if got := ada.net.Chat()[1]; got != (wire.ChatLine{Player: bob.net.Local(), To: ada.net.Local(), Text: "psst"}) {
		t.Errorf("ada has heard %+v", got)
	}

	eve.typing = 1
	r.until(t, "eve to be seen typing", func() bool { return typing(ada) == eve.net.Local() && typing(bob) == eve.net.Local() })
	eve.typing = 0
	r.until(t, "her to have stopped", func() bool { return typing(ada) == 0 && typing(bob) == 0 })

	resp, err := http.Post("http://"+s.AdminAddr().String()+"/notice", "text/plain", strings.NewReader("back at ten"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	r.until(t, "the notice", func() bool {
		return !slices.ContainsFunc(r, func(m *member) bool { return last(m) != wire.ChatLine{Text: "back at ten"} })
	})

	eve.send(wire.AppendLeave(nil))
	r = r[:2]
	r.until(t, "eve to be gone", func() bool { return slices.Equal(names(ada), []string{"ada", "bob"}) })
	if typing(ada) != 0 || len(members(ada)) != 2 {
		t.Errorf("the members are %v", members(ada))
	}
}

// TestComingBackKeepsTheName loses a link and finds the same member with what it has missed.
func TestComingBackKeepsTheName(t *testing.T) {
	s := serve(t)
	var r room
	ada, bob := r.join(t, s, "ada"), r.join(t, s, "bob")
	bob.typing = 1
	r.until(t, "bob to be seen typing", func() bool { return typing(ada) == bob.net.Local() })
	was, token := bob.net.Local(), resume(bob)
	r = r[:1]
	bob.cut()
	r.until(t, "bob to be away", func() bool {
		return slices.ContainsFunc(ada.net.Roster(), func(e wire.RosterEntry) bool { return e.Away })
	})
	ada.send(wire.AppendChat(nil, "are you there?"))
	ada.send(wire.AppendChatTo(nil, was, "only you"))
	r.until(t, "the lines, and nobody to be typing any more", func() bool { return len(ada.net.Chat()) == 2 && typing(ada) == 0 })

	bob.net.Relink(netplay.Config{Resume: token})
	bob.typing = 0
	bob.dial()
	r = append(r, bob)
	r.until(t, "bob to be back", func() bool { return bob.net.Joined() && len(bob.net.Chat()) == 2 })
	if bob.net.Local() != was || !bob.net.Resumed() || !slices.Equal(names(ada), []string{"ada", "bob"}) {
		t.Errorf("bob is %d and was %d, among %q", bob.net.Local(), was, names(ada))
	}
	if got := said(bob); !slices.Equal(got, []string{"are you there?", "only you"}) {
		t.Errorf("bob has heard %q", got)
	}
	quiet := func() bool {
		return !strings.Contains(get(t, "http://"+s.AdminAddr().String()+"/metrics"), "tickwire_frames_quiet_total 0\n")
	}
	r.until(t, "frames to be left out", quiet)
}

func TestThePage(t *testing.T) {
	s := serve(t)
	for path, want := range map[string]string{"/": "<title>Chat", "/chat.js": "new Room(", "/tickwire.js": "tickwire.v1", "/chat.css": "light-dark("} {
		if got := get(t, "http://"+s.Addr().String()+path); !strings.Contains(got, want) {
			t.Errorf("%s has no %q", path, want)
		}
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", url, resp.Status, err)
	}
	return string(b)
}

func (m *member) send(msg []byte) {
	m.t.Helper()
	if err := m.link.Send(msg); err != nil {
		m.t.Fatal(err)
	}
}

func names(m *member) (all []string) {
	for _, e := range m.net.Roster() {
		all = append(all, e.Name)
	}
	return all
}

func said(m *member) (all []string) {
	for _, l := range m.net.Chat() {
		all = append(all, l.Text)
	}
	return all
}

func last(m *member) (l wire.ChatLine) {
	if all := m.net.Chat(); len(all) > 0 {
		l = all[len(all)-1]
	}
	return l
}

func members(m *member) (all []chat.Member) {
	for _, x := range chat.Members.All(m.net.Merged()) {
		all = append(all, x)
	}
	return all
}

// typing is the one who does; 0 for nobody.
func typing(m *member) game.PlayerID {
	for _, x := range members(m) {
		if x.Typing {
			return x.Owner
		}
	}
	return 0
}

func resume(m *member) []byte {
	token, _ := m.net.Resume()
	return token
}
