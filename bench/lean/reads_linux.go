package lean

import (
	"fmt"
	"net"
	"runtime"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"tickwire/proto/wire"
)

// reads is how frames come in: an epoll of all players' sockets, in which Run waits between two
// slots. A goroutine per player would be woken by Go's scheduler for each frame, which costs more
// than to read it.
type reads struct {
	once    sync.Once
	err     error
	poll    int
	players map[int32]*player // by the number of their socket; the fleet's mutex guards it

	// Run's own.
	events  [512]unix.EpollEvent
	readers []*player
	buf     [64 << 10]byte
}

func (r *reads) make() error {
	r.once.Do(func() {
		r.players = map[int32]*player{}
		if r.poll, r.err = unix.EpollCreate1(unix.EPOLL_CLOEXEC); r.err != nil {
			r.err = fmt.Errorf("lean: epoll: %w", r.err)
		}
	})
	return r.err
}

// open begins to read, in this goroutine, which keeps its thread until close.
func (r *reads) open() error {
	if err := r.make(); err != nil {
		return err
	}
	runtime.LockOSThread()
	return nil
}

func (r *reads) close() {
	_ = unix.Close(r.poll)
	runtime.UnlockOSThread()
}

// add begins to read for a player. The fleet's mutex is held.
func (r *reads) add(p *player, c *net.TCPConn) error {
	if err := r.make(); err != nil {
		return err
	}
	l, err := takeLine(c)
	if err != nil {
		return err
	}
	p.line, r.players[int32(l.fd)] = l, p
	if p.fleet.cfg.Appetite != 0 {
		return nil // it is fed
	}
	if err := r.watch(p); err != nil {
		delete(r.players, int32(l.fd))
		l.close()
		return err
	}
	return nil
}

// watch reads all that comes for a player, from now on.
func (r *reads) watch(p *player) error {
	fd := p.line.fd
	if err := unix.EpollCtl(r.poll, unix.EPOLL_CTL_ADD, fd, &unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}); err != nil {
		return fmt.Errorf("lean: epoll: %w", err)
	}
	return nil
}

// feed reads for a player with an appetite what it reads in a tick, and reports whether it is still
// there.
func (r *reads) feed(f *Fleet, p *player) bool {
	if f.cfg.Appetite <= 0 {
		return true
	}
	code := r.read(p, r.buf[:min(f.bite(), len(r.buf))])
	if code != 0 {
		r.drop(f, p, code)
	}
	return code == 0
}

// until returns at a time of the fleet's clock, a millisecond later at most. It reads what comes
// meanwhile, and when it is called too late what is there.
func (r *reads) until(f *Fleet, due time.Duration) {
	for came := time.Duration(0); ; {
		now := f.now()
		left := due - now
		most := left
		if now-came < linger {
			most = 0
		}
		if r.wait(f, most) {
			came = now
		}
		if left <= 0 {
			return
		}
	}
}

// linger is for how long after something came the thread looks for more before it sleeps. Frames
// come in bursts, and who sleeps in one is woken by the next write: at the server's cost, which a
// network would not put there.
const linger = 100 * time.Microsecond

// wait waits for something to come, as long as it may, reads it and tells whether there was any.
func (r *reads) wait(f *Fleet, most time.Duration) bool {
	n, err := unix.EpollWait(r.poll, r.events[:], int(max(most+time.Millisecond-1, 0)/time.Millisecond))
	if err != nil && err != unix.EINTR {
		panic("lean: epoll: " + err.Error()) // it is our own, and open
	}
	r.readers = r.readers[:0]
	f.mu.Lock()
	for i := range max(n, 0) {
		r.readers = append(r.readers, r.players[r.events[i].Fd])
	}
	f.mu.Unlock()
	for _, p := range r.readers {
		if code := r.read(p, r.buf[:]); code != 0 {
			r.drop(f, p, code)
		}
	}
	return n > 0
}

// read reads for one player; what does not fit waits for the next look.
func (r *reads) read(p *player, buf []byte) wire.CloseCode {
	n, err := p.line.read(buf)
	switch {
	case err != nil:
		return codeAbnormal
	case n == 0:
		return 0
	}
	return p.receive(buf[:n])
}

// drop takes out a player whose link has ended. The number of the socket is free for another one
// only when nobody finds the player by it.
func (r *reads) drop(f *Fleet, p *player, code wire.CloseCode) {
	f.mu.Lock()
	delete(r.players, int32(p.line.fd))
	f.mu.Unlock()
	p.line.close()
	f.gone(p, code)
}

// hungry is how long players with an appetite take to read what was kept for them: while there was no
// room, the server's kernel asked for some ever more seldom.
const hungry = 15 * time.Second

// end reads until the server has closed all links, and closes those that it does not.
func (r *reads) end(f *Fleet) {
	limit := f.now() + closeGrace
	if f.cfg.Appetite != 0 {
		limit += hungry - closeGrace
		for _, p := range f.all() { // where it fails, it is closed at the limit
			_ = unix.SetsockoptInt(p.line.fd, unix.SOL_SOCKET, unix.SO_RCVBUF, len(r.buf))
			_ = r.watch(p)
		}
	}
	for f.connected.Load() > 0 && f.now() < limit {
		r.wait(f, limit-f.now())
	}
	for _, p := range f.all() {
		r.drop(f, p, codeAbnormal)
	}
}
