package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/server/certs"
	"tickwire/server/gate"
	"tickwire/server/host"
	"tickwire/server/proxy"
)

const usage = `Serves the arena. Open the address that it prints in a browser, or start go run ./client.

  go run ./server                         on port 8080, with 8 bots
  go run ./server -addr :9000 -bots 0     elsewhere, people only
  go run ./server -cert c.pem -key k.pem  by https and wss
  bin/tickwire -addr :443 -redirect :80 -acme play.example.com
                                          the same, with certificates that it gets itself

Ctrl-C or SIGTERM drains it: nobody new is let in, who plays is told how long it is, and the server
ends when nobody plays any more or the time of -drain is up. A second one ends it at once.

`

// help is the error of -h: the text is what was asked for.
type help string

func (h help) Error() string { return string(h) }

// configure reads the command line. A number that means nothing is refused, never replaced by a
// default in silence: who wrote it wanted something.
func configure(args []string) (host.Config, error) {
	flags := flag.NewFlagSet("server", flag.ContinueOnError)
	var text bytes.Buffer
	flags.SetOutput(&text)
	flags.Usage = func() {}
	addr := flags.String("addr", ":8080", "public `address`; port 0 is any free one")
	admin := flags.String("admin", "127.0.0.1:9090", "`address` of metrics and profiles; empty for none; keep it off the public network")
	bots := flags.Int("bots", 8, "`players` that the server plays in each room")
	rooms := flags.Int("rooms", 64, "most `rooms` at a time")
	private := flags.Int("rooms-per-remote", 0, "most private `rooms` that one network may have open; 0 is a quarter of -rooms")
	players := flags.Int("players", 0, "size the arena for so many `players`, about 30 in view of each; 0 is 4096 by 4096 units")
	rate := flags.Int("tick-rate", 30, "`steps` per second, 1 to 240; arena moves by the tick, so a higher rate is a faster game")
	every := flags.Int("send-every", 1, "`ticks` from frame to frame, 1 to 16")
	cert := flags.String("cert", "", "`file` with the TLS certificate chain; with -key; both are read again when they have changed")
	key := flags.String("key", "", "`file` with the TLS key; with -cert")
	acme := flags.String("acme", "", "`hosts`, separated by commas, for which to get certificates by ACME, from Let's Encrypt; accepts its terms; reach -addr at their port 443, or -redirect at 80")
	cache := flags.String("acme-cache", "certs", "`folder` that keeps these certificates and the key of the account")
	email := flags.String("acme-email", "", "`address` to which the authority writes when something is wrong")
	redirect := flags.String("redirect", "", "`address` without TLS, such as :80, which sends browsers to -addr and answers ACME's HTTP-01")
	origins := flags.String("origin", "", "other `pages` that may connect, separated by commas, such as https://example.com; * for any")
	way := flags.String("io", "auto", "`way` in which the bytes of players come in: tick, by the room itself before each step, which costs least but needs Linux and no TLS; plain, by a goroutine per player that wakes for each message; or auto, tick where it is possible")
	workers := flags.Int("workers", 0, "most `goroutines` that read and write the sockets of one room; 0 is one per core")
	state := flags.String("state", "", "`folder` of this server alone, from which rooms and their players come back when it was killed or has ended for an update; empty for none")
	save := flags.Duration("save-every", 5*time.Second, "`time` between two checkpoints of a room in -state: what is lost at most")
	drain := flags.Duration("drain", 10*time.Second, "`time` for which players may go on when the server is to end; 0 ends it at once")
	watchdog := flags.Duration("watchdog", 10*time.Second, "`time` that one call of the game may take before its room is given up; 0 is for ever")
	conns := flags.Int("conns-per-remote", 128, "most `players` of one network, an IPv4 address or the first half of an IPv6 address; 0 is any number")
	proxies := flags.String("trusted-proxies", "", "`networks` of proxies, separated by commas, such as 10.0.0.0/8,127.0.0.1, whose X-Forwarded-For and X-Forwarded-Proto are believed; without it all players behind a proxy are of one network, and need -conns-per-remote 0")
	var tokens tokenFlags
	tokens.add(flags)
	tells := flags.Bool("api", true, "tell whoever asks over HTTP of rooms and who plays in them, and make private rooms, below /v1/")
	verify := flags.Float64("verify", 0, "part of `frames`, such as 0.01, that ask their client what it holds, so that what differs from what was sent is counted and logged; 0 is none")
	verbose := flags.Bool("v", false, "log more")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		text.WriteString(usage)
		flags.PrintDefaults()
		return host.Config{}, help(text.String())
	} else if err != nil {
		return host.Config{}, fmt.Errorf("%w; -h lists the flags", err)
	}
	if flags.NArg() > 0 {
		return host.Config{}, fmt.Errorf("unexpected argument %q; -h lists the flags", flags.Arg(0))
	}
	for _, c := range []struct {
		flag             string
		got, least, most int
	}{
		{"bots", *bots, 0, game.MaxPlayers},
		{"rooms", *rooms, 1, 1 << 20},
		{"rooms-per-remote", *private, 0, 1 << 20},
		{"conns-per-remote", *conns, 0, 1 << 20},
		{"players", *players, 0, game.MaxPlayers},
		{"tick-rate", *rate, 1, 240},
		{"send-every", *every, 1, 16},
		{"workers", *workers, 0, 1 << 10},
	} {
		if c.got < c.least || c.got > c.most {
			return host.Config{}, fmt.Errorf("-%s %d: want %d to %d", c.flag, c.got, c.least, c.most)
		}
	}
	switch io := gate.IO(*way); {
	case io != gate.IOAuto && io != gate.IOTick && io != gate.IOPlain:
		return host.Config{}, fmt.Errorf("-io %s: want auto, tick or plain", io)
	case *save < 100*time.Millisecond || *save > time.Hour:
		return host.Config{}, fmt.Errorf("-save-every %v: want 100ms to 1h", *save)
	case *drain < 0:
		return host.Config{}, fmt.Errorf("-drain %v: want a time, or 0 for none", *drain)
	case *watchdog < 0:
		return host.Config{}, fmt.Errorf("-watchdog %v: want a time, or 0 for none", *watchdog)
	case (*cert == "") != (*key == ""):
		return host.Config{}, errors.New("-cert and -key go together")
	case !(*verify >= 0 && *verify <= 1):
		return host.Config{}, fmt.Errorf("-verify %v: want 0 to 1", *verify)
	}
	adminChosen := false
	flags.Visit(func(f *flag.Flag) { adminChosen = adminChosen || f.Name == "admin" })

	def := arena.Definition()
	if *players > 0 {
		def = arena.Sized(*players)
	}
	if most := def.Limits.MaxPlayers; *bots >= most {
		return host.Config{}, fmt.Errorf("-bots %d: a room has %d places, and people need one; -players makes it larger", *bots, most)
	}
	def.TickRate, def.SendEvery = *rate, *every
	pages, err := splitOrigins(*origins)
	if err != nil {
		return host.Config{}, err
	}
	trusted, err := proxy.Parse(*proxies)
	if err != nil {
		return host.Config{}, fmt.Errorf("-trusted-proxies: %w", err)
	}
	if *watchdog == 0 {
		*watchdog = -1
	}
	limits := gate.Limits{ConnsPerRemote: *conns}
	if *conns == 0 {
		limits.ConnsPerRemote = -1
	}
	level := slog.LevelInfo
	if *verbose {
		level = slog.LevelDebug
	}
	cfg := host.Config{
		Def: def, Addr: *addr, Admin: *admin, AdminOptional: !adminChosen, CertFile: *cert, KeyFile: *key,
		Bots: *bots, MaxRooms: *rooms, RoomsPerRemote: *private, IO: gate.IO(*way), Workers: *workers, Watchdog: *watchdog, Drain: *drain,
		State: *state, SaveEvery: *save, Verify: *verify, NoAPI: !*tells,
		Origins: pages, TrustedProxies: trusted, Limits: limits, Title: "TICKWIRE ARENA", Out: os.Stdout,
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})), Redirect: *redirect,
	}
	if *acme != "" {
		cfg.ACME = certs.ACMEConfig{Hosts: strings.Split(*acme, ","), Cache: *cache, Email: *email}
	}
	err = tokens.apply(&cfg)
	return cfg, err
}

// splitOrigins cuts the list of -origin. A host alone would never equal what a browser sends.
func splitOrigins(list string) (pages []string, err error) {
	for page := range strings.SplitSeq(list, ",") {
		page = strings.TrimSpace(page)
		if page == "" {
			continue
		}
		if u, err := url.Parse(page); page != "*" && (err != nil || u.Scheme == "" || u.Host == "") {
			return nil, fmt.Errorf("-origin %s: want a page like https://example.com, or * for any", page)
		}
		pages = append(pages, page)
	}
	return pages, nil
}
