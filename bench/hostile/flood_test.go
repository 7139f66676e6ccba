package hostile_test

import (
	"bytes"
	"strings"
	"testing"

	"tickwire/proto/wire"
	"tickwire/server/gate"
	"tickwire/server/host"
)

// TestFloodsEndTheirOwnLink sends more of each kind than anybody needs to.
func TestFloodsEndTheirOwnLink(t *testing.T) { bothWays(t, testFloodsEndTheirOwnLink) }

func testFloodsEndTheirOwnLink(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	for _, row := range []struct {
		name  string
		bytes []byte
		n     int // so many are too many; more could be lost to the close frame
	}{
		{"inputs", frame(0x80|opBinary, wire.AppendInputs(nil, &wire.Inputs{})), 1000},
		{"chat", frame(0x80|opBinary, wire.AppendChat(nil, "buy now")), 200},
		{"names", frame(0x80|opBinary, wire.AppendSetName(nil, "me")), 200},
		{"answers to nothing", frame(0x80|opBinary, wire.AppendVerified(nil, &wire.Verified{Tick: 1})), 600},
		{"pings", frame(0x80|opPing, []byte("hello?")), 200},
		{"pongs", frame(0x80|opPong, nil), 200},
		{"fragments of nothing", bytes.Repeat(frame(opMore, nil), 1000), 70}, // 420 kB
	} {
		t.Run(row.name, func(t *testing.T) {
			p := s.join("flood")
			p.t = t
			_, _ = p.c.Write(frame(opBinary, nil)) // control frames may stand in a message, which never ends
			if row.bytes[0]&0xf == opBinary {
				_, _ = p.c.Write(frame(0x80|opMore, wire.AppendInputs(nil, &wire.Inputs{}))) // or does
			}
			p.flood(row.bytes, row.n)
			if code, reason := p.end(); code != wire.CloseFlood || reason != wire.CloseFlood.Reason() {
				t.Errorf("closed with %d %q, want %d", code, reason, wire.CloseFlood)
			}
		})
	}
	if n := s.metric("tickwire_messages_refused_total"); n < 6*64 {
		t.Errorf("%.0f messages were refused, want 64 at least of each of six kinds", n)
	}
	if n := s.honest.lines(); n > 5 {
		t.Errorf("%d lines of the flood of chat came through", n)
	}
}

// TestAStallIsNoFlood says at once what a client says in seconds: whoever's network stood still for so
// long, or whose server did, is no enemy.
func TestAStallIsNoFlood(t *testing.T) { bothWays(t, testAStallIsNoFlood) }

func testAStallIsNoFlood(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	p := s.join("late")
	one := frame(0x80|opBinary, wire.AppendInputs(nil, &wire.Inputs{Inputs: []wire.Input{{Tick: 1, Vals: []int32{1}}}}))
	_, _ = p.c.Write(bytes.Repeat(one, 8*s.def.TickRate))
	s.steps(5) // of what comes in one tick, an inbox keeps a part
	_ = p.write(opBinary, wire.AppendChat(nil, "that was a long tunnel"))
	s.until("it is heard", func() bool { return s.honest.heard("that was a long tunnel") })
}

// TestManyLinesAreFewLines holds a key down: most lines are lost, the link is not.
func TestManyLinesAreFewLines(t *testing.T) { bothWays(t, testManyLinesAreFewLines) }

func testManyLinesAreFewLines(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{Limits: gate.Limits{Chat: gate.Rate{PerSecond: 0.001, Burst: 5}}})
	p := s.join("talker")
	for range 30 {
		_ = p.write(opBinary, wire.AppendChat(nil, "hello"))
	}
	_ = p.write(opBinary, wire.AppendSetName(nil, "done"))
	s.until("the name after the lines has come", func() bool { return s.honest.name(p.welcome.Player) == "done" })
	if n := s.honest.lines(); n != 5 {
		t.Errorf("%d of 30 lines came through, want 5", n)
	}
}

// TestTextsAreWhatTheyLookLike sends names and lines that would deceive others, or break their screens.
func TestTextsAreWhatTheyLookLike(t *testing.T) { bothWays(t, testTextsAreWhatTheyLookLike) }

func testTextsAreWhatTheyLookLike(t *testing.T, way gate.IO) {
	s := perform(t, way, host.Config{})
	peers := 0
	for in, want := range map[string]string{
		"  spaced  out ":            "spaced out",
		"\u202eadmin\u202c":         "admin",
		"hon\u200best":              "honest 2", // it looks like one who is here
		"\u3164\u2800 \u115f":       "anonymous",
		"Z\u0300\u0301\u0302\u0303": "Z\u0300\u0301\u0302",
	} {
		p := s.open()
		if err := p.enter(func(h *wire.Hello) { h.Name = in }); err != nil || p.welcome.Name != want {
			t.Errorf("%q is called %q, want %q; %v", in, p.welcome.Name, want, err)
		}
		_ = p.write(opBinary, wire.AppendSetName(nil, "x"+in))
		_ = p.write(opBinary, wire.AppendChat(nil, in+" says \u2066"+in))
		s.until("the new name has come", func() bool {
			name := s.honest.name(p.welcome.Player)
			return strings.HasPrefix(name, "x") && !strings.ContainsAny(name, "\u202e\u202c\u200b\u3164\u2800\u115f\u0303") && !strings.Contains(name, "  ")
		})
		peers++
		s.until("the line has come", func() bool { return s.honest.lines() == peers })
		p.c.Close()
	}
	s.honest.mu.Lock()
	for _, line := range s.honest.said {
		if strings.ContainsAny(line, "\u202e\u202c\u200b\u3164\u2800\u115f\u0303\u2066") || strings.Contains(line, "  ") {
			t.Errorf("a line came as %q", line)
		}
	}
	s.honest.mu.Unlock()

	broken := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("ZZZZ"), []byte("Z\xff\xfeZ")) }
	for name, msg := range map[string][]byte{
		"a name of two lines":     wire.AppendSetName(nil, "a\nb"),
		"a name with a bell":      wire.AppendSetName(nil, "a\ab"),
		"a name that is too long": wire.AppendSetName(nil, strings.Repeat("x", wire.MaxName+1)),
		"a name of broken UTF-8":  broken(wire.AppendSetName(nil, "ZZZZ")),
		"a line that is two":      wire.AppendChat(nil, "a\r\nb"),
		"a line that clears":      wire.AppendChat(nil, "\x1b[2J"),
		"a line without end":      wire.AppendChat(nil, strings.Repeat("x", wire.MaxChat+1)),
		"a line of broken UTF-8":  broken(wire.AppendChat(nil, "ZZZZ")),
	} {
		p := s.join("bad")
		_ = p.write(opBinary, msg)
		if code, _ := p.end(); code != wire.CloseBad {
			t.Errorf("%s: closed with %d, want %d", name, code, wire.CloseBad)
		}
	}
}
