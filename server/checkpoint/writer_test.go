package checkpoint_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"

	"tickwire/game"
	"tickwire/game/coins"
	"tickwire/proto/wire"
	"tickwire/server/checkpoint"
)

// bench is a writer at work in a folder.
type bench struct {
	path   string
	dir    *checkpoint.Dir
	writer *checkpoint.Writer
	log    lines
	end    func() // and wait
}

// lines is a log that may be read while it is written.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) count(s string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.buf.String(), s)
}

func work(t *testing.T) *bench {
	t.Helper()
	b := &bench{path: t.TempDir()}
	b.dir = open(t, b.path)
	b.writer = checkpoint.NewWriter(b.dir, slog.New(slog.NewTextHandler(&b.log, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = b.writer.Run(ctx) }) // it has no error
	b.end = sync.OnceFunc(func() { cancel(); running.Wait() })
	t.Cleanup(b.end)
	return b
}

func put(s *checkpoint.Slot, room string, n game.TickNumber) {
	s.Wait()
	s.Checkpoint = wire.Checkpoint{
		Game: coins.Game.Name, RoomID: [16]byte{room[0]}, Room: room, Tick: n, Rows: game.NewRows(coins.Game.Schema),
	}
	s.Put()
}

func TestAWriterWritesWhatItWasGivenLast(t *testing.T) {
	b := work(t)
	one, two := b.writer.Slot(), b.writer.Slot()
	for n := range game.TickNumber(20) {
		put(one, "one", n+1)
		put(two, "two", n+1)
	}
	two.Wait()
	two.Forget()
	b.end()
	rooms, err := b.dir.Rooms()
	if err != nil || len(rooms) != 1 || rooms[0].Ticks[0] != 20 {
		t.Fatalf("rooms %v, %v, want one at tick 20", rooms, err)
	}
	if s := b.writer.Stats(); s.Saved != 40 || s.Failed != 0 || s.Bytes == 0 {
		t.Errorf("counted %+v", s)
	}
	if !one.Take() || one.Take() {
		t.Error("a slot is free once when it was written")
	}
}

// TestAFullDiskIsToldOnce takes the folder away and gives it back.
func TestAFullDiskIsToldOnce(t *testing.T) {
	b := work(t)
	s := b.writer.Slot()
	if err := os.Rename(b.path, b.path+" away"); err != nil {
		t.Fatal(err)
	}
	for n := range game.TickNumber(3) {
		put(s, "room", n+1)
	}
	s.Wait()
	if err := os.Rename(b.path+" away", b.path); err != nil {
		t.Fatal(err)
	}
	s.Put()
	put(s, "room", 5)
	s.Wait()
	if got := b.writer.Stats(); got.Failed != 3 || got.Saved != 2 {
		t.Errorf("counted %+v, want 3 failed and 2 saved", got)
	}
	if bad, good := b.log.count("no checkpoint"), b.log.count("work again"); bad != 1 || good != 1 {
		t.Errorf("told %d times that it fails and %d times that it works, want 1 and 1", bad, good)
	}
}
