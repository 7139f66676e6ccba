package main

import (
	"slices"
	"strings"
	"testing"
)

func TestWrongFlagsAreRefusedInOneLine(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"-nope", "not defined: -nope; -h lists"},
		{"-bots many", "-h lists the flags"},
		{"extra", `unexpected argument "extra"`},
		{"-bots -3", "-bots -3: want 0 to"},
		{"-bots 5000", "-players makes it larger"},
		{"-rooms 0", "-rooms 0: want 1 to"},
		{"-tick-rate 0", "-tick-rate 0: want 1 to 240"},
		{"-send-every 17", "-send-every 17: want 1 to 16"},
		{"-workers -1", "-workers -1: want 0 to"},
		{"-players -1", "-players -1: want 0 to"},
		{"-conns-per-remote -1", "-conns-per-remote -1: want 0 to"},
		{"-rooms-per-remote -1", "-rooms-per-remote -1: want 0 to"},
		{"-verify 2", "-verify 2: want 0 to 1"},
		{"-verify NaN", "-verify NaN: want 0 to 1"},
		{"-io fast", "-io fast: want auto, tick or plain"},
		{"-cert a.pem", "-cert and -key go together"},
		{"-key a.pem", "-cert and -key go together"},
		{"-trusted-proxies nginx", `-trusted-proxies: proxy: "nginx" is no address`},
		{"-trusted-proxies 0.0.0.0/0", "is everybody"},
		{"-origin example.com", "want a page like https://example.com"},
	} {
		_, err := configure(strings.Fields(c.args))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line with %q", c.args, err, c.want)
		}
	}
}

func TestFlagsReachTheServer(t *testing.T) {
	cfg, err := configure([]string{"-bots", "2", "-tick-rate", "60", "-players", "3000", "-verify", "0.01", "-api=false", "-origin", "https://a.example, https://b.example"})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Bots != 2 || cfg.Verify != 0.01 || !cfg.NoAPI || cfg.Def.TickRate != 60 || cfg.Def.Limits.MaxPlayers != 3000 || !cfg.AdminOptional ||
		!slices.Equal(cfg.Origins, []string{"https://a.example", "https://b.example"}) {
		t.Errorf("got %+v", cfg)
	}
	for args, want := range map[string]int{"": 128, "-conns-per-remote 5": 5, "-conns-per-remote 0": -1} {
		if cfg, err := configure(strings.Fields(args)); err != nil || cfg.Limits.ConnsPerRemote != want {
			t.Errorf("%q: %d connections per remote, want %d; %v", args, cfg.Limits.ConnsPerRemote, want, err)
		}
	}
	cfg, err = configure([]string{"-trusted-proxies", "10.0.0.0/8,127.0.0.1"})
	if err != nil || len(cfg.TrustedProxies) != 2 || !cfg.TrustedProxies.Has("10.1.2.3:80") {
		t.Errorf("proxies %v, %v", cfg.TrustedProxies, err)
	}
	if cfg, _ := configure([]string{"-admin", "127.0.0.1:9090"}); cfg.AdminOptional {
		t.Error("an admin address that was asked for is optional")
	}
	if _, err := configure([]string{"-h"}); err == nil || !strings.Contains(err.Error(), "-tick-rate steps") {
		t.Errorf("-h: got %v", err)
	}
}
