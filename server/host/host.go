package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/api"
	"tickwire/server/certs"
	"tickwire/server/gate"
	"tickwire/server/lobby"
	"tickwire/server/metrics"
	"tickwire/server/proxy"
	"tickwire/server/room"
	"tickwire/server/web"
)

// Config says what is served and where. Def is required.
type Config struct {
	Def *game.Definition // Listen takes a copy and completes it

	// Addr is the public address. Default ":8080"; port 0 is any free one.
	Addr string
	// Admin is the address of the admin listener; empty for none. It shows what the server does
	// and lets who reaches it stop the world for a profile: keep it off the public network.
	Admin string
	// AdminOptional lets the server start without its admin listener when that address is taken.
	AdminOptional bool

	// CertFile and KeyFile, both or none, make the public listener speak TLS. They are read again when
	// they have changed.
	CertFile, KeyFile string

	// ACME, where it names hosts, makes the public listener speak TLS too, with certificates that it gets
	// itself. The authority must reach that listener at port 443 of all of them, or Redirect at 80.
	ACME certs.ACMEConfig

	// Redirect is the address of a listener without TLS that sends browsers to the public one, and
	// answers the authority of ACME; empty for none.
	Redirect string

	// IO is how the bytes of players come in. Default gate.IOAuto.
	IO gate.IO

	// Workers is how many goroutines at most read and write the sockets of one room; see
	// room.Config. Default: one per core.
	Workers int

	// Watchdog is how long one call of the game may last before its room is given up. Default 10 s;
	// negative is for ever. See lobby.Config.
	Watchdog time.Duration

	// Drain is how long those who play may go on when Run's ctx ends, while nobody else is let in. The
	// game can shorten it (game.Drainer), and where nobody plays it takes no time. Default 0: the end
	// comes at once.
	Drain time.Duration

	// Verify is the part of frames that ask their client what it holds, 0 to 1; see room.Config.
	// Default 0: none.
	Verify float64

	Bots     int // per room; those of a world that is no game.Bots press nothing
	MaxRooms int // default 64

	// RoomsPerRemote bounds the private rooms of one network; default a quarter of MaxRooms; see
	// lobby.Config.
	RoomsPerRemote int

	// Secrets make the keys of the tokens by which players who lost their link come back; see
	// session.Config. Default: a random one, which ends with the process.
	Secrets [][]byte

	// State is a folder of this server alone, in which every room is kept as it was at most SaveEvery ago
	// (default 5 s): a server that was killed, or has ended for an update, brings its rooms back from
	// there, and those who were in them come back by themselves to where they were. Empty for none.
	State     string
	SaveEvery time.Duration

	// Sleep is for how long a player may have the game in a tab that nobody looks at; see room.Config.
	// Default 45 minutes.
	Sleep time.Duration

	// Auth judges the tokens of those who want in, and NoGuests turns away who brings none; see
	// gate.Config.
	Auth     gate.Authorizer
	NoGuests bool

	// TrustedProxies are believed who their clients are, and whether those came by TLS; see
	// gate.Config. Without it all players behind a proxy are of one network: RoomsPerRemote must be
	// MaxRooms then, and Limits.ConnsPerRemote negative.
	TrustedProxies proxy.Trusted

	// Limits are what clients may ask for.
	Limits gate.Limits

	Seeds   room.Seeds // of the first room; random when 0
	Origins []string   // pages of other hosts that may connect; see gate.Config

	Title  string // of the page; default the game's name
	NoPage bool   // serve no page
	NoAPI  bool   // tell nobody of rooms and players over HTTP; see package api

	// Page is served at / and below in place of the page that hosts the client in Go; nil for that one.
	Page http.Handler

	// ClientDir is the folder of the client's main package, which the server builds for
	// browsers; see web.Config. Default "client".
	ClientDir string

	// GCPercent is how much garbage may gather, in percent of the memory in use, before Run has Go
	// collect it; GOGC in the environment wins. Default 50, not Go's 100: the engine makes none from
	// tick to tick, and what those who joined have left would stay for minutes. A game that makes
	// much in its steps wants more, or collecting takes a part of its time.
	GCPercent int

	Log *slog.Logger // nil discards
	Out io.Writer    // lines for a person: addresses, progress, how it goes; nil for none

	// OnTick is told of every tick of every room, by the room's goroutine; see room.Config.
	OnTick func(c *room.Core, took time.Duration)
}

// Server is a game being served.
type Server struct {
	cfg    Config
	public net.Listener
	admin  net.Listener // nil for none
	plain  net.Listener // of redirects; nil for none
	lobby  *lobby.Lobby
	gate   *gate.Gate
	site   *web.Site // nil without a page
	report *report
	http   *http.Server
	ops    *http.Server
	moved  *http.Server // redirects
	state  state

	draining atomic.Bool // nobody new is let in any more
}

// Listen checks the configuration and opens the listeners, so that whatever is wrong is told
// before anything runs. Run serves them.
func Listen(cfg Config) (*Server, error) {
	def := *cfg.Def // completing it must not change what others may be reading
	cfg.Def = &def
	if err := cfg.Def.Complete(); err != nil {
		return nil, err
	}
	if cfg.Addr == "" {
		cfg.Addr = ":8080"
	}
	if cfg.GCPercent == 0 {
		cfg.GCPercent = 50
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Bots > cfg.Def.Limits.MaxPlayers-1 {
		return nil, fmt.Errorf("host: %d Bots leave no place for people in a room of Limits.MaxPlayers %d", cfg.Bots, cfg.Def.Limits.MaxPlayers)
	}
	if !(cfg.Verify >= 0 && cfg.Verify <= 1) {
		return nil, fmt.Errorf("host: Verify %v must be 0 to 1", cfg.Verify)
	}
	s := &Server{cfg: cfg}
	// What is on disk comes last: a server that cannot start must not take what another one uses.
	for _, part := range []func() error{s.open, s.openState, s.wire} {
		if err := part(); err != nil {
			s.close()
			return nil, err
		}
	}
	return s, nil
}

// open opens all listeners.
func (s *Server) open() (err error) {
	cfg := &s.cfg
	if s.public, err = listen(cfg.Addr, "-addr"); err != nil {
		return err
	}
	if cfg.Redirect != "" {
		if s.plain, err = listen(cfg.Redirect, "-redirect"); err != nil {
			return err
		}
	}
	if cfg.Admin == "" {
		return nil
	}
	if s.admin, err = listen(cfg.Admin, "-admin"); err != nil && cfg.AdminOptional {
		cfg.Log.Warn("no admin listener", "err", err)
		err = nil
	}
	return err
}

// close closes what was opened.
func (s *Server) close() {
	s.state.close()
	for _, ln := range []net.Listener{s.public, s.plain, s.admin} {
		if ln != nil {
			ln.Close()
		}
	}
}

// listen opens a listener and says what to do when it cannot.
func listen(addr, flag string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w; choose another address with %s", addr, err, flag)
	}
	return ln, nil
}

// wire makes all parts and connects them.
func (s *Server) wire() error {
	cfg := &s.cfg
	poller, err := cfg.IO.Poller(cfg.tls())
	if err != nil {
		return err
	}
	var m *metrics.Metrics
	s.report = newReport()
	rooms := room.Config{
		Def: cfg.Def, Bots: cfg.Bots, Seeds: cfg.Seeds, Sleep: cfg.Sleep, SaveEvery: cfg.SaveEvery,
		Poller: poller, Workers: cfg.Workers, Verify: cfg.Verify,
		OnTick: func(c *room.Core, took time.Duration) {
			m.Tick(took)
			s.report.tick(took)
			if cfg.OnTick != nil {
				cfg.OnTick(c, took)
			}
		},
	}
	if rooms.Keys, err = rooms.NewKeys(cfg.Secrets...); err != nil {
		return fmt.Errorf("host: %w", err)
	}
	s.lobby = lobby.New(lobby.Config{
		MaxRooms: cfg.MaxRooms, RoomsPerRemote: cfg.RoomsPerRemote, Watchdog: cfg.Watchdog, Log: cfg.Log, Room: rooms,
		Checkpoints: s.state.writer,
	})
	s.gate = gate.New(gate.Config{
		Def: cfg.Def, Rooms: s.lobby, Origins: cfg.Origins, Log: cfg.Log,
		Auth: cfg.Auth, NoGuests: cfg.NoGuests, Limits: cfg.Limits, Proxies: cfg.TrustedProxies,
		OnRTT:   func(rtt, jitter time.Duration) { m.RTT(rtt, jitter) },
		OnClose: func(code wire.CloseCode) { m.Closed(code) },
	})
	m = metrics.New(s.lobby.Status, s.gate.Conns)
	m.Refusals(s.gate.Refused)
	m.Links(s.gate.Links)

	mux := http.NewServeMux()
	mux.Handle("/ws", s.gate)
	if !cfg.NoAPI {
		mux.Handle(api.Prefix, api.New(api.Config{Def: cfg.Def, Rooms: s.lobby, Gate: s.gate, Ready: s.ready}))
	}
	if cfg.Page != nil && !cfg.NoPage {
		mux.Handle("/", cfg.Page)
	} else if !cfg.NoPage {
		title := cfg.Title
		if title == "" {
			title = cfg.Def.Name
		}
		site, err := web.New(web.Config{Log: cfg.Log, Progress: cfg.Out, Title: title, Dir: cfg.ClientDir})
		if err != nil {
			return err
		}
		s.site = site
		mux.Handle("/", site)
	}
	s.http = s.forStrangers(newHTTP(mux, cfg.Log))
	s.http.Handler = s.polls(s.http.Handler)
	if err := s.secure(); err != nil {
		return fmt.Errorf("host: %w", err)
	}
	s.ops = newHTTP(adminMux(m, s.ready, notices(s.lobby.Notice)), cfg.Log)
	return nil
}

// newHTTP is a server that bounds what one who only knocks can hold.
func newHTTP(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// Addr is the address that players connect to.
func (s *Server) Addr() net.Addr { return s.public.Addr() }

// AdminAddr is the address of the admin listener, nil when there is none.
func (s *Server) AdminAddr() net.Addr {
	if s.admin == nil {
		return nil
	}
	return s.admin.Addr()
}

// Run serves until ctx ends, or until a listener fails. Then players are told that the server
// stops and, with Config.Drain, how long it is until then, and Run returns when every goroutine of it
// is gone, within a few seconds.
func (s *Server) Run(ctx context.Context) error {
	run, stop := context.WithCancel(context.WithoutCancel(ctx)) // outlives ctx by the drain
	defer stop()
	if os.Getenv("GOGC") == "" {
		defer debug.SetGCPercent(debug.SetGCPercent(s.cfg.GCPercent))
	}
	if s.cfg.Out != nil {
		s.greet(s.cfg.Out)
	}
	var running sync.WaitGroup
	var once sync.Once
	var failed error
	start := func(f func() error) {
		running.Go(func() {
			if err := f(); err != nil && run.Err() == nil {
				once.Do(func() { failed = err })
				stop()
			}
		})
	}
	start(func() error { return serve(s.http, s.public) })
	if s.plain != nil {
		start(func() error { return serve(s.moved, s.plain) })
	}
	if s.admin != nil {
		start(func() error { return serve(s.ops, s.admin) })
	}
	rooms := make(chan struct{})
	writing, end := context.WithCancel(context.WithoutCancel(ctx)) // outlives the rooms, which leave something to write
	start(func() error { defer end(); defer close(rooms); return s.lobby.Run(run) })
	if s.state.writer != nil {
		start(func() error { defer s.state.close(); return s.state.writer.Run(writing) })
	}
	start(func() error { return s.gate.Run(run) })
	if s.site != nil {
		start(func() error { return s.site.Run(run) })
	}
	if s.cfg.Out != nil {
		start(func() error { return s.report.run(run, s.cfg.Out, s.lobby.Status) })
	}
	select {
	case <-ctx.Done():
		s.drain(run, rooms)
	case <-run.Done():
	}
	stop()
	s.shut()
	running.Wait()
	return failed
}

// shut ends both HTTP servers: what is being answered may finish, for a moment.
func (s *Server) shut() {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	for _, h := range []*http.Server{s.http, s.ops, s.moved} {
		if h != nil && h.Shutdown(ctx) != nil {
			_ = h.Close()
		}
	}
}

func serve(h *http.Server, ln net.Listener) error {
	err := error(nil)
	if h.TLSConfig != nil {
		err = h.ServeTLS(ln, "", "")
	} else {
		err = h.Serve(ln)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("host: %w", err)
}
