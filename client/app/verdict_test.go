package app

import (
	"errors"
	"strings"
	"testing"

	"tickwire/proto/wire"
)

func TestJudge(t *testing.T) {
	notice := func(c wire.CloseCode, reason string) *wire.CloseNotice {
		return &wire.CloseNotice{Code: c, Reason: reason}
	}
	for _, c := range []struct {
		name   string
		code   uint16
		reason string
		notice *wire.CloseNotice
		retry  bool
		says   string
	}{
		{"lost", 1006, "connection lost", nil, true, "connection lost"},
		{"cannot connect", 1006, "cannot connect: nobody answers", nil, true, "cannot connect: nobody answers"},
		{"no code", 1005, "", nil, true, "connection lost"},
		{"proxy goes away", 1001, "", nil, true, "connection lost"},
		{"good-bye", 1000, "", nil, false, "goodbye"},
		{"bad bytes", 4000, "", nil, true, "could not be understood"},
		{"version", 4001, "", nil, false, "different versions of the protocol"},
		{"schema", 4002, "", nil, false, "different versions of the game"},
		{"refused", 4003, "", nil, false, "refused"},
		{"refused with a reason", 4003, "", notice(4003, "banned until Monday"), false, "banned until Monday"},
		{"full", 4004, "", nil, true, "full"},
		{"no room", 4005, "", nil, false, "no such room"},
		{"order", 4007, "", nil, true, "wrong time"},
		{"idle", 4009, "", nil, true, "silent"},
		{"slow", 4010, "", nil, true, "too slow"},
		{"text", 4011, "text message", nil, false, "binary"},
		{"flood", 4012, "", nil, true, "too many"},
		{"shutdown", 4013, "", nil, true, "shutting down"},
		{"replaced", 4014, "", nil, false, "another connection"},
		{"kicked", 4015, "", nil, false, "removed"},
		{"overflow", 4016, "", nil, true, "keep up"},
		{"notice, then a reset", 1006, "connection lost", notice(4015, "be nice"), false, "be nice"},
		{"a later version's code", 4444, "", nil, true, "4444"},
	} {
		v := judge(c.code, c.reason, c.notice)
		if v.retry != c.retry || !strings.Contains(v.reason, c.says) {
			t.Errorf("%s: got retry %v, %q; want %v, %q", c.name, v.retry, v.reason, c.retry, c.says)
		}
		if v.retry == (v.advice != "") {
			t.Errorf("%s: retry %v comes with the advice %q", c.name, v.retry, v.advice)
		}
	}
	if v := failed(errors.New("x")); !v.retry || !strings.Contains(v.reason, "x") {
		t.Errorf("bytes that make no sense: got %+v", v)
	}
}

func TestNoticeTellsWhatHappensNext(t *testing.T) {
	for _, c := range []struct {
		name  string
		st    status
		title string
		line  string
	}{
		{"first dial", status{phase: connecting}, "Connecting", "ws://s/ws"},
		{"another", status{phase: connecting, attempt: 2, why: verdict{reason: "connection lost"}}, "Reconnecting", "connection lost"},
		{"another, and never in", status{phase: connecting, never: true, attempt: 2, why: verdict{reason: "cannot connect: nobody answers"}}, "Connecting", "nobody answers"},
		{"pause, and never in", status{phase: waiting, never: true, retryIn: 1200e6, why: verdict{reason: "cannot connect: nobody answers"}}, "Trying again in 2 s", "nobody answers"},
		{"lost", status{phase: away, left: 11200e6}, "Connection lost", "coming back … (12 s left)"},
		{"lost for long", status{phase: away}, "Connection lost", "(1 s left)"},
		{"pause", status{phase: waiting, retryIn: 1200e6, attempt: 3}, "Reconnecting in 2 s", "attempt 3 at ws://s/ws"},
		{"end of a pause", status{phase: waiting}, "Reconnecting in 1 s", "Press Enter to try now"},
		{"no way", status{phase: ended, why: judge(4015, "", nil)}, "You were removed from the room", "Press Enter if you want to ask for another chance"},
		{"playing", status{phase: playing}, "", ""},
	} {
		n := noticeOf(&c.st, "ws://s/ws")
		if n.title != c.title || c.line != "" && !strings.Contains(strings.Join(n.lines, "\n"), c.line) {
			t.Errorf("%s: got %q %q, want %q %q", c.name, n.title, n.lines, c.title, c.line)
		}
	}
}
