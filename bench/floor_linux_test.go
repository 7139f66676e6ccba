package main

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// canFloor says that the floor can be measured here.
const canFloor = true

// floor is the least that a server of so many players can do: at each tick one read and one write
// of a socket per player, by a thread that does nothing else. None of its sockets is known to Go's
// netpoller.
type floor struct {
	tally    *tally
	listener int
	players  []int
	frame    []byte
	buf      [16 << 10]byte
}

// listenFloor makes a floor whose frames are of so many bytes.
func listenFloor(frame int, t *tally) (server, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		err = unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}})
	}
	if err == nil {
		err = unix.Listen(fd, 4096)
	}
	return &floor{tally: t, listener: fd, frame: make([]byte, frame)}, err
}

// Addr is where the floor listens.
func (f *floor) Addr() string {
	if at, err := unix.Getsockname(f.listener); err == nil {
		if at, ok := at.(*unix.SockaddrInet4); ok {
			return fmt.Sprint("127.0.0.1:", at.Port)
		}
	}
	return ""
}

// Run ticks until ctx ends, and closes everything.
func (f *floor) Run(ctx context.Context) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	const period = 50 * time.Millisecond
	for next := time.Now(); ctx.Err() == nil; next = next.Add(period) {
		<-time.After(time.Until(next))
		began := time.Now()
		f.accept()
		kept := f.players[:0]
		for _, fd := range f.players {
			if f.tick(fd) {
				kept = append(kept, fd)
			} else {
				_ = unix.Close(fd)
			}
		}
		f.players = kept
		f.tally.tick(time.Since(began))
	}
	for _, fd := range append(f.players, f.listener) {
		_ = unix.Close(fd)
	}
	return nil
}

// tick reports false for a player who has gone.
func (f *floor) tick(fd int) bool {
	if n, err := unix.Read(fd, f.buf[:]); n == 0 || err != nil && err != unix.EAGAIN {
		return false
	}
	_, err := unix.Write(fd, f.frame)
	return err == nil || err == unix.EAGAIN
}

// accept lets in who has come since the last tick.
func (f *floor) accept() {
	for {
		fd, _, err := unix.Accept4(f.listener, unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC)
		if err != nil {
			return // nobody more; who cannot be let in is missed by the load
		}
		_ = unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) // as Go does
		f.players = append(f.players, fd)
	}
}
