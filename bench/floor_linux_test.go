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

// floor is the least that a server of so many players can do: at each tick one read of a socket per
// player, and when all inputs are known one write, by a thread that does nothing else. None of its
// sockets is known to Go's netpoller.
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
		f.keep(f.read)
		f.keep(f.write)
		f.tally.tick(time.Since(began))
	}
	for _, fd := range append(f.players, f.listener) {
		_ = unix.Close(fd)
	}
	return nil
}

// keep does something for each player and closes those for whom it cannot be done.
func (f *floor) keep(do func(fd int) bool) {
	kept := f.players[:0]
	for _, fd := range f.players {
		if do(fd) {
			kept = append(kept, fd)
		} else {
			_ = unix.Close(fd)
		}
	}
	f.players = kept
}

func (f *floor) read(fd int) bool {
	n, err := unix.Read(fd, f.buf[:])
	return n > 0 || err == unix.EAGAIN
}

func (f *floor) write(fd int) bool {
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
