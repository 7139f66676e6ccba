package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"tickwire/client/link"
	"tickwire/client/netplay"
	"tickwire/game/arena"
	"tickwire/server/gate"
	"tickwire/server/host"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// site is a server for one test, whose answers are all held to the document.
type site struct {
	t        *testing.T
	contract *contract
	addr     string
	end      context.CancelFunc // begins the end
	stop     func()             // and waits for it
}

func serve(t *testing.T, c *contract, cfg host.Config) *site {
	t.Helper()
	if cfg.Def == nil {
		cfg.Def = arena.Definition()
		cfg.Def.Limits.MaxPlayers = 16
	}
	cfg.Addr, cfg.NoPage = "127.0.0.1:0", true
	if cfg.Limits.RequestsPerRemote == (gate.Rate{}) {
		cfg.Limits.RequestsPerRemote.PerSecond = -1 // the tests ask as often as they like
	}
	h, err := host.Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Run(ctx) }()
	s := &site{t: t, contract: c, addr: h.Addr().String(), end: cancel}
	s.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(s.stop)
	return s
}

// got is an answer.
type got struct {
	status int
	header http.Header
	body   string
}

// ask sends a request, with headers as names and values, and holds the answer to the document. A header
// called Body is the body.
func (s *site) ask(method, path string, header ...string) got {
	s.t.Helper()
	body := io.Reader(nil)
	for i := 0; i < len(header); i += 2 {
		if header[i] == "Body" {
			body = strings.NewReader(header[i+1])
		}
	}
	r, err := http.NewRequest(method, "http://"+s.addr+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	resp, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.contract.hold(resp, b); err != nil {
		s.t.Errorf("%s %s: %v", method, path, err)
	}
	kept := resp.StatusCode == 304 || resp.StatusCode == 200 && !strings.HasSuffix(path, "/health")
	if cache := resp.Header.Get("Cache-Control"); (cache != "no-store") != kept {
		s.t.Errorf("%s %s: %d with Cache-Control %q", method, path, resp.StatusCode, cache)
	}
	return got{resp.StatusCode, resp.Header, string(b)}
}

// until asks until an answer is as it should be: what is told may be a second old.
func (s *site) until(path string, done func(got) bool) got {
	s.t.Helper()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for deadline := time.Now().Add(10 * time.Second); ; <-ticker.C {
		if g := s.ask("GET", path); done(g) {
			return g
		} else if time.Now().After(deadline) {
			s.t.Fatalf("GET %s never became what it should be: %+v", path, g)
		}
	}
}

// join brings a player in, who stays as long as the test.
func (s *site) join(room, name string) {
	s.t.Helper()
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		s.t.Fatal(err)
	}
	player := netplay.New(def, netplay.Config{Name: name, Room: room})
	began := time.Now()
	l := link.New(link.Config{URL: "ws://" + s.addr + "/ws", Now: func() time.Duration { return time.Since(began) }})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { _ = l.Run(ctx) })
	s.t.Cleanup(func() { cancel(); running.Wait() })
	for sent := false; !player.Joined(); {
		<-l.Wait()
		if l.State() == link.Open && !sent {
			sent = l.Send(player.Hello()) == nil
		}
		for m, ok := l.Poll(); ok; m, ok = l.Poll() {
			if err := player.Receive(m.Data, m.At); err != nil {
				s.t.Fatal(err)
			}
		}
		if l.State() == link.Closed && !player.Joined() {
			code, why, err := l.Closed()
			s.t.Fatalf("%s was not let into %q: %d %s %v", name, room, code, why, err)
		}
	}
}

// state is what a test reads of a RoomState.
type state struct {
	Room    struct{ Players, Bots int }
	Tick    int
	Players []struct {
		Name      string
		Bot, Away bool
	}
	Connected, Lost int
	Stalled         bool
}

func (s *site) state(g got) (st state) {
	s.t.Helper()
	if err := json.Unmarshal([]byte(g.body), &st); err != nil {
		s.t.Fatalf("%v: %+v", err, g)
	}
	return st
}

// create makes a private room and gives its code.
func (s *site) create() string {
	s.t.Helper()
	g := s.ask("POST", "/v1/rooms")
	var made struct{ ID string }
	if err := json.Unmarshal([]byte(g.body), &made); g.status != 201 || err != nil || len(made.ID) != 6 ||
		g.header.Get("Location") != "rooms/"+made.ID || g.body != fmt.Sprintf(`{"id":%q,"retireSeconds":60}`, made.ID) {
		s.t.Fatalf("POST: %+v", g)
	}
	return made.ID
}

// TestAnswersAreThoseOfTheDocument asks servers in all conditions. Each answer is held to
// docs/openapi.yaml, and in the end each that is promised there was given.
func TestAnswersAreThoseOfTheDocument(t *testing.T) {
	c := newContract(t)
	for _, part := range []struct {
		name string
		test func(*testing.T, *contract)
	}{
		{"tables", tables},
		{"a private room by its code", privateRoom},
		{"what a client has", unchanged},
		{"bodies", bodies},
		{"pages", pages},
		{"limits", limits},
		{"tokens", tokens},
		{"drain", drains},
		{"hang", hangs},
		{"making", makes},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, c) })
	}
	c.each(func(method, path, status string) {
		if !c.seen[method+" "+path+" "+status] {
			t.Errorf("no server has answered %s %s by %s, as the document promises", method, path, status)
		}
	})
}

func tables(t *testing.T, c *contract) {
	s := serve(t, c, host.Config{Bots: 2})
	const (
		lobby   = `{"id":"lobby","public":true,"players":0,"bots":2,"capacity":16,"tickRate":30,"draining":false}`
		noPath  = `{"code":"ERROR_CODE_NO_PATH","text":"there is nothing at this path; see /v1/openapi.yaml"}`
		methods = `{"code":"ERROR_CODE_METHOD","text":"this path takes %s"}`
	)
	for _, row := range []struct {
		method, path string
		status       int
		body         string
	}{
		{"GET", "/v1/rooms", 200, `{"rooms":[` + lobby + `],"leftOut":0}`},
		{"HEAD", "/v1/rooms", 200, ""},
		{"GET", "/v1/rooms?x=y", 200, `{"rooms":[` + lobby + `],"leftOut":0}`},
		{"DELETE", "/v1/rooms", 405, fmt.Sprintf(methods, "GET, HEAD, OPTIONS, POST")},
		{"HEAD", "/v1/rooms/lobby", 200, ""},
		{"POST", "/v1/rooms/lobby", 405, fmt.Sprintf(methods, "GET, HEAD")},
		{"GET", "/v1/rooms/lobby/players", 404, noPath},
		{"GET", "/v1/rooms/", 404, noPath},
		{"GET", "/v1/", 404, noPath},
		{"GET", "/v1/rooms/LOBBY", 404, ""},
		{"GET", "/v1/rooms/" + strings.Repeat("x", 4000), 404, ""},
		{"GET", "/v1/rooms/a%2F..%2Fb%00%ff", 404, ""},
		{"GET", "/v1/health", 200, `{"ready":true,"game":"arena","gameVersion":%d,"protocolVersion":1}`},
		{"HEAD", "/v1/health", 200, ""},
		{"PUT", "/v1/health", 405, fmt.Sprintf(methods, "GET, HEAD")},
		{"GET", "/v1/openapi.yaml", 200, ""},
	} {
		g := s.ask(row.method, row.path)
		if strings.Contains(row.body, "%d") {
			row.body = fmt.Sprintf(row.body, arena.Definition().Version)
		}
		if g.status != row.status || row.body != "" && g.body != row.body {
			t.Errorf("%s %s: %d %s, want %d %s", row.method, row.path, g.status, g.body, row.status, row.body)
		}
		if row.method == "HEAD" && (g.body != "" || g.header.Get("Content-Length") == "0" || g.header.Get("Content-Type") != "application/json") {
			t.Errorf("HEAD %s: %+v", row.path, g)
		}
	}
	g := s.until("/v1/rooms/lobby", func(g got) bool { return s.state(g).Tick > 0 })
	if st := s.state(g); st.Room.Bots != 2 || len(st.Players) != 2 || st.Players[1].Name != "bot 2" || !st.Players[1].Bot || st.Stalled {
		t.Errorf("the first room: %s", g.body)
	}
	if cache := g.header.Get("Cache-Control"); cache != "public, max-age=1" {
		t.Errorf("a public room with Cache-Control %q", cache)
	}
}

func privateRoom(t *testing.T, c *contract) {
	s := serve(t, c, host.Config{})
	code := s.create()
	if st := s.state(s.until("/v1/rooms/"+code, func(g got) bool { return g.status == 200 })); len(st.Players) != 0 {
		t.Errorf("before anybody has come: %+v", st)
	}
	s.join(code, "ada")
	s.join(code, "bob")
	g := s.until("/v1/rooms/"+code, func(g got) bool { return s.state(g).Connected == 2 })
	if st := s.state(g); st.Room.Players != 2 || len(st.Players) != 2 || st.Players[0].Name != "ada" || st.Players[0].Bot || st.Players[0].Away {
		t.Errorf("the private room: %s", g.body)
	}
	if cache := g.header.Get("Cache-Control"); cache != "private, max-age=1" {
		t.Errorf("a private room with Cache-Control %q", cache)
	}
	if !strings.HasPrefix(g.body, `{"room":{"id":"`+code+`","public":false,`) {
		t.Errorf("the private room: %s", g.body)
	}
	s.join("lobby", "eve")
	if g := s.until("/v1/rooms", func(g got) bool { return strings.Contains(g.body, `"players":1`) }); strings.Contains(g.body, code) {
		t.Errorf("the private room is listed: %s", g.body)
	}
	s.join("two words/100%", "joe")
	if g := s.ask("GET", "/v1/rooms/two%20words%2F100%25"); g.status != 200 {
		t.Errorf("a room with a name: %+v", g)
	}
}

// TestAServerNeedNotTell asks one that has no API.
func TestAServerNeedNotTell(t *testing.T) {
	s := serve(t, newContract(t), host.Config{NoAPI: true})
	for _, path := range []string{"/v1/health", "/v1/rooms"} {
		resp, err := http.Get("http://" + s.addr + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != 404 {
			t.Errorf("%s: %s", path, resp.Status)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

// unchanged asks for what it has, where that is promised.
func unchanged(t *testing.T, c *contract) {
	s := serve(t, c, host.Config{Bots: 1})
	c.each(func(method, path, status string) {
		if status != "304" {
			return
		}
		path = strings.Replace(path, "{id}", "lobby", 1)
		for range 100 { // a second may end between two requests
			tag := s.ask(method, path).header.Get("ETag")
			if g := s.ask(method, path, "If-None-Match", `"other", W/`+tag); g.status == 304 {
				if g.header.Get("ETag") != tag || g.header.Get("Cache-Control") == "" {
					t.Errorf("%s: %+v", path, g)
				}
				return
			}
		}
		t.Errorf("%s is never what it was", path)
	})
}

// bodies sends one where none is wanted.
func bodies(t *testing.T, c *contract) {
	s := serve(t, c, host.Config{})
	c.each(func(method, path, status string) {
		if status != "413" {
			return
		}
		g := s.ask(method, strings.Replace(path, "{id}", "lobby", 1), "Body", "x")
		if want := `{"code":"ERROR_CODE_BODY","text":"nothing here takes a body; send the request without one"}`; g.status != 413 || g.body != want {
			t.Errorf("%s %s: %+v", method, path, g)
		}
	})
}

func pages(t *testing.T, c *contract) {
	s := serve(t, c, host.Config{Origins: []string{"https://friends.example"}})
	for _, row := range []struct {
		name, method, path, origin string
		status                     int
		allowed, methods           string
	}{
		{"a program looks", "GET", "/v1/rooms", "", 200, "*", ""},
		{"any page looks", "GET", "/v1/rooms", "https://evil.example", 200, "*", ""},
		{"any page looks at a room", "GET", "/v1/rooms/lobby", "https://evil.example", 200, "*", ""},
		{"any page is told what is wrong", "GET", "/v1/rooms/none", "https://evil.example", 404, "*", ""},
		{"a program makes a room", "POST", "/v1/rooms", "", 201, "", ""},
		{"the own page does", "POST", "/v1/rooms", "http://" + s.addr, 201, "http://" + s.addr, ""},
		{"a page of friends does", "POST", "/v1/rooms", "https://friends.example", 201, "https://friends.example", ""},
		{"a foreign page does not", "POST", "/v1/rooms", "https://evil.example", 403, "*", ""},
		{"nor one of nowhere", "POST", "/v1/rooms", "null", 403, "*", ""},
		{"a page of friends asks before", "OPTIONS", "/v1/rooms", "https://friends.example", 204, "https://friends.example", "GET, POST"},
		{"a foreign page asks before", "OPTIONS", "/v1/rooms", "https://evil.example", 204, "*", "GET"},
	} {
		header := []string{}
		if row.origin != "" {
			header = []string{"Origin", row.origin}
		}
		g := s.ask(row.method, row.path, header...)
		if allowed, methods := g.header.Get("Access-Control-Allow-Origin"), g.header.Get("Access-Control-Allow-Methods"); g.status != row.status || allowed != row.allowed || methods != row.methods {
			t.Errorf("%s: %d, %q, %q; want %d, %q, %q", row.name, g.status, allowed, methods, row.status, row.allowed, row.methods)
		}
	}
	g := s.ask("POST", "/v1/rooms", "Origin", "https://evil.example")
	if want := `{"code":"ERROR_CODE_ORIGIN","text":"the page at https://evil.example may not make rooms on this server; its operator can allow it by -origin"}`; g.body != want {
		t.Errorf("got %s, want %s", g.body, want)
	}
}
