package app

import (
	"slices"
	"testing"
	"time"

	"tickwire/client/link"
	"tickwire/client/netplay"
)

func TestFigures(t *testing.T) {
	s := netplay.Stats{
		RTT: 42300 * time.Microsecond, Jitter: time.Millisecond, InputMargin: -2500 * time.Microsecond,
		SnapshotAge: 12 * time.Millisecond, Delay: 71 * time.Millisecond, Lag: 100 * time.Millisecond, BytesPerSecond: 3456, FramesPerSecond: 30,
		Frames: 900, Mispredictions: 4, Tick: 77, Scopes: 6, Resumes: 2,
	}
	want := []figure{
		{"transport", "WebSocket"},
		{"rtt", "42.3 ms"},
		{"jitter", "1.0 ms"},
		{"input margin", "-2.5 ms"},
		{"snapshot age", "12.0 ms"},
		{"delay of others", "71.0 ms"},
		{"slow scopes", "+ 100.0 ms"},
		{"received", "3.46 kB/s"},
		{"frames", "30 /s"},
		{"mispredictions", "4 of 900"},
		{"tick", "77"},
		{"scopes", "6"},
		{"resumes", "2"},
		{"fps", "58 at 70 %"},
	}
	st := status{stats: s}
	got := figures(nil, &st, 58.4, 0.7)
	if len(got) != len(want) {
		t.Fatalf("got %d figures, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
}

func TestFiguresTellOfTheSecondBest(t *testing.T) {
	for _, row := range []struct {
		st   status
		want []figure
	}{
		{status{carried: link.LongPolling, second: true}, []figure{{"transport", "long polling"}, {"WebSocket", "cannot get through"}, {"rtt", "0.0 ms"}}},
		{status{carried: link.LongPolling}, []figure{{"transport", "long polling"}, {"rtt", "0.0 ms"}}},
		{status{carried: link.Polling}, []figure{{"transport", "polling"}, {"rtt", "0.0 ms"}}},
	} {
		if got := figures(nil, &row.st, 0, 1); !slices.Equal(got[:len(row.want)], row.want) {
			t.Errorf("got %v, want %v", got[:len(row.want)], row.want)
		}
	}
}

func TestGapsKeepTheNewest(t *testing.T) {
	var g gaps
	if got := g.all(nil); len(got) != 0 {
		t.Errorf("before any message: %v", got)
	}
	at := time.Duration(0)
	for i := range gapMemory + 10 {
		at += time.Duration(i)
		g.add(at)
	}
	got := g.all(nil)
	if len(got) != gapMemory || got[0] != 10 || got[gapMemory-1] != gapMemory+9 {
		t.Errorf("got %d gaps from %d to %d, want %d from 10 to %d", len(got), got[0], got[len(got)-1], gapMemory, gapMemory+9)
	}
}
