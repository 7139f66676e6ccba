package checkpoint

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"tickwire/proto/wire"
)

// Writer writes checkpoints of rooms in a goroutine of its own, because a disk may take a second for
// what a room has milliseconds for.
type Writer struct {
	dir *Dir
	log *slog.Logger

	mu    sync.Mutex
	queue []*Slot // each at most once
	wake  chan struct{}
	stats Stats
}

// Stats counts what was written.
type Stats struct {
	Saved, Failed uint64
	Bytes         uint64        // of those saved
	Took          time.Duration // of the newest
}

// Slot is the way of one room's checkpoints to the disk. A room that is faster than the disk finds it
// taken and goes without: of a room only the newest counts.
type Slot struct {
	// Checkpoint is the room's between Take and Put.
	Checkpoint wire.Checkpoint

	writer *Writer
	free   chan struct{}           // holds one token while nobody has the slot
	do     func(*Dir, *Slot) error // what is wanted; the writer's mutex guards it
	failed bool                    // the last time; the writer's goroutine owns it
}

// NewWriter makes a writer; Run does the work. log is told when writing begins to fail and when it
// works again; nil discards.
func NewWriter(dir *Dir, log *slog.Logger) *Writer {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Writer{dir: dir, log: log, wake: make(chan struct{}, 1)}
}

// Dir is where it writes.
func (w *Writer) Dir() *Dir { return w.dir }

// Slot is a new room's.
func (w *Writer) Slot() *Slot {
	s := &Slot{writer: w, free: make(chan struct{}, 1)}
	s.free <- struct{}{}
	return s
}

// Stats are the counts so far.
func (w *Writer) Stats() Stats {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.stats
}

// Take reports whether the slot is free, and then gives it to the caller.
func (s *Slot) Take() bool {
	select {
	case <-s.free:
		return true
	default:
		return false
	}
}

// Wait is Take for a room that ends, and can wait for the disk.
func (s *Slot) Wait() { <-s.free }

// Put has what the slot holds written.
func (s *Slot) Put() { s.writer.add(s, nil) }

// Forget has what was written removed, for a room that has come to its end. The slot must have been
// taken, and is good for nothing afterwards; so with SetAside.
func (s *Slot) Forget() {
	s.writer.add(s, func(d *Dir, s *Slot) error { return d.Remove(s.Checkpoint.RoomID) })
}

// SetAside has what was written set aside, for a room whose game has panicked: what it was like is for
// a person to see, and not for a server to try again.
func (s *Slot) SetAside() {
	s.writer.add(s, func(d *Dir, s *Slot) error { return d.SetAside(s.Checkpoint.RoomID) })
}

func (w *Writer) add(s *Slot, do func(*Dir, *Slot) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s.do = do
	w.queue = append(w.queue, s)
	select {
	case w.wake <- struct{}{}:
	default: // it is awake, or about to be
	}
}

// Run writes until ctx ends, and then what is still there: end it after the rooms.
func (w *Writer) Run(ctx context.Context) error {
	for {
		select {
		case <-w.wake:
			w.drain()
		case <-ctx.Done():
			w.drain()
			return nil
		}
	}
}

func (w *Writer) drain() {
	var buf []byte
	for {
		s, do := w.next()
		switch {
		case s == nil:
			return
		case do != nil:
			w.tell(s, do(w.dir, s))
			continue // nobody has a use for the slot
		}
		began := time.Now()
		buf = wire.AppendCheckpoint(buf[:0], &s.Checkpoint)
		err := w.dir.Save(s.Checkpoint.RoomID, s.Checkpoint.Tick, buf)
		w.count(err, len(buf), time.Since(began))
		w.tell(s, err)
		s.free <- struct{}{}
	}
}

// next takes a slot off the queue, nil when it is empty.
func (w *Writer) next() (*Slot, func(*Dir, *Slot) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		return nil, nil
	}
	s := w.queue[0]
	w.queue = append(w.queue[:0], w.queue[1:]...)
	return s, s.do
}

func (w *Writer) count(err error, size int, took time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.stats.Failed++
		return
	}
	w.stats.Saved++
	w.stats.Bytes += uint64(size)
	w.stats.Took = took
}

// tell logs changes only: a disk that is full fails for every room, every few seconds.
func (w *Writer) tell(s *Slot, err error) {
	switch room := s.Checkpoint.Room; {
	case err != nil && !s.failed:
		w.log.Error("no checkpoint; further ones that fail are only counted", "room", room, "err", err)
	case err == nil && s.failed:
		w.log.Info("checkpoints work again", "room", room)
	}
	s.failed = err != nil
}
