package notice_test

import (
	"testing"
	"time"

	"tickwire/bench/notice"
	"tickwire/game"
	"tickwire/game/gametest"
)

// TestRules has a notice every third tick.
func TestRules(t *testing.T) {
	gametest.Run(t, notice.Definition(func(tick *game.Tick, number int32) (time.Duration, bool) {
		return time.Duration(tick.Number()) * time.Second / 30, int64(tick.Number()) >= 3*int64(number)
	}))
}

// TestSchedule wants one notice in each period, at different places, and counts as they come.
func TestSchedule(t *testing.T) {
	for _, period := range []time.Duration{10 * time.Second, time.Second, 50 * time.Millisecond} {
		s := notice.Schedule{Start: 12345 * time.Second, Period: period}
		if got := s.Begun(s.Start - 1); got != 0 {
			t.Errorf("%v: %d had begun before the beginning", period, got)
		}
		tenths := map[time.Duration]int{}
		for n := int32(1); n <= 1000; n++ {
			began := s.Start + time.Duration(n-1)*period
			at := s.Due(n) - began
			if at < 0 || at >= period {
				t.Fatalf("%v: notice %d is due %v after its period began", period, n, at)
			}
			tenths[at*10/period]++
			if before, now := s.Begun(s.Due(n)-time.Microsecond), s.Begun(s.Due(n)); before != n-1 || now != n {
				t.Fatalf("%v: around notice %d: got %d and %d that have begun", period, n, before, now)
			}
		}
		for i, n := range tenths {
			if n < 90 || n > 110 {
				t.Errorf("%v: %d of 1000 notices are in tenth %d of their periods", period, n, i)
			}
		}
	}
}

// TestKept fills a world twice: slowly, so that notices grow old, and fast, so that they are many.
func TestKept(t *testing.T) {
	for _, row := range []struct {
		name        string
		period      time.Duration
		least, most int
	}{
		{"one in ten seconds", 10 * time.Second, 3, 4},
		{"one a second", time.Second, 25, 27},
		{"twenty a second", time.Second / 20, 499, 503},
	} {
		s := notice.Schedule{Period: row.period}
		def := notice.Definition(func(tick *game.Tick, number int32) (time.Duration, bool) {
			now := time.Duration(tick.Number()) * time.Second / 30
			return s.Due(number), s.Due(number) <= now
		})
		if err := def.Complete(); err != nil {
			t.Fatal(err)
		}
		w, host, rows := def.New(1), game.NewHost(def, game.HostConfig{}), game.NewRows(def.Schema)
		for n := range game.TickNumber(100 * 30) {
			w.Step(host.Begin(n + 1))
		}
		w.Save(rows)
		n := notice.Rows.Len(rows)
		if n < row.least || n > row.most {
			t.Errorf("%s: %d notices are kept, want %d to %d", row.name, n, row.least, row.most)
		}
		last := int32(0)
		for _, r := range notice.Rows.All(rows) {
			vals := []int32{r.Number, r.Second, r.Micro, r.A, r.B, r.C, r.D}
			got := notice.FromValues(vals)
			if err := got.Check(); err != nil {
				t.Error(err)
			}
			if got.At != s.Due(got.Number) {
				t.Errorf("%s: notice %d began at %v, want %v", row.name, got.Number, got.At, s.Due(got.Number))
			}
			if last != 0 && got.Number != last+1 {
				t.Errorf("%s: notice %d follows %d", row.name, got.Number, last)
			}
			last = got.Number
		}
		if want := s.Begun(100 * time.Second); last != want {
			t.Errorf("%s: the newest notice is %d, want %d", row.name, last, want)
		}
	}
}

func TestCheck(t *testing.T) {
	n := notice.Notice{Number: 7, Words: notice.Words(7)}
	if err := n.Check(); err != nil {
		t.Error(err)
	}
	n.Words[3]++
	if n.Check() == nil {
		t.Error("a notice that says something else was taken")
	}
	if notice.Words(7) == notice.Words(8) {
		t.Error("two notices say the same")
	}
}

// TestBoard waits for a notice by the clock.
func TestBoard(t *testing.T) {
	b := &notice.Board{}
	if _, begun := b.Source(nil, 1); begun {
		t.Error("a notice began before the board did")
	}
	b.Begin(notice.Schedule{Start: notice.Now() - time.Hour, Period: time.Second})
	for number, want := range map[int32]bool{1: true, 3599: true, 3601: false} {
		if _, begun := b.Source(nil, number); begun != want {
			t.Errorf("notice %d, after an hour of one a second: got %v, want %v", number, begun, want)
		}
	}
}
