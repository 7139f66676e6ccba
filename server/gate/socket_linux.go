package gate

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"unsafe"

	"golang.org/x/sys/unix"
)

// canTick says that sockets can be read at ticks here.
const canTick = true

var errNoSocket = errors.New("gate: no TCP socket")

// socket is the number of a TCP socket that Go's netpoller does not know. None of its methods waits,
// so reading and writing do not tell Go's scheduler that they might, as its own calls do: that would
// be a tenth of what they cost, thousands of times per tick.
type socket int

// receiver is what reading a socket works with, made once: the recvmsg of the library makes garbage.
type receiver struct {
	msg unix.Msghdr
	iov unix.Iovec
	oob [64]byte // what it says besides the bytes
}

// takeSocket takes the socket out of a connection, which is closed: what its number stands for
// lives on under another one, so that neither side can close it for the other. No goroutine may
// wait in the connection.
func takeSocket(c net.Conn) (socket, error) {
	tcp, ok := c.(*net.TCPConn)
	if !ok {
		return 0, errNoSocket
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return 0, fmt.Errorf("gate: take a socket: %w", err)
	}
	fd := -1
	var failed error
	err = raw.Control(func(from uintptr) {
		if fd, failed = unix.FcntlInt(from, unix.F_DUPFD_CLOEXEC, 0); failed == nil {
			// Best effort: without the kernel's time, what is read has come when it is read.
			_ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPNS, 1)
		}
	})
	if err = errors.Join(err, failed); err != nil {
		return 0, fmt.Errorf("gate: take a socket: %w", err)
	}
	_ = tcp.Close() // takes it out of the netpoller
	return socket(fd), nil
}

// read reads what is there: 0 bytes without an error is nothing. at is when the kernel received
// the last byte, by the wall clock in nanoseconds, 0 when it does not tell: of several messages
// that are read at once only the last one's time is known, and the earlier ones pass for as late.
func (r *receiver) read(s socket, p []byte) (n int, at int64, err error) {
	r.msg.Iov, r.msg.Control, r.iov.Base = &r.iov, &r.oob[0], &p[0]
	r.msg.SetIovlen(1)
	r.iov.SetLen(len(p))
	for {
		r.msg.SetControllen(len(r.oob))
		got, _, errno := unix.RawSyscall(unix.SYS_RECVMSG, uintptr(s), uintptr(unsafe.Pointer(&r.msg)), unix.MSG_DONTWAIT)
		if errno == unix.EINTR {
			continue
		}
		switch {
		case errno == unix.EAGAIN:
			return 0, 0, nil
		case errno != 0:
			return 0, 0, fmt.Errorf("gate: read: %w", errno)
		case got == 0:
			return 0, 0, io.EOF
		}
		return int(got), received(r.oob[:r.msg.Controllen]), nil
	}
}

// received finds the time of SO_TIMESTAMPNS in what recvmsg says.
func received(oob []byte) int64 {
	for len(oob) > 0 {
		h, data, rest, err := unix.ParseOneSocketControlMessage(oob)
		if err != nil {
			return 0
		}
		if h.Level == unix.SOL_SOCKET && h.Type == unix.SCM_TIMESTAMPNS && len(data) >= 16 { // 8 on 32 bits: not told
			return int64(binary.NativeEndian.Uint64(data))*1e9 + int64(binary.NativeEndian.Uint64(data[8:]))
		}
		oob = rest
	}
	return 0
}

// write writes what the kernel takes now.
func (s socket) write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for { // Go made it non-blocking, and that goes with the socket
		n, _, errno := unix.RawSyscall(unix.SYS_WRITE, uintptr(s), uintptr(unsafe.Pointer(&p[0])), uintptr(len(p)))
		switch errno {
		case 0:
			return int(n), nil
		case unix.EINTR:
		case unix.EAGAIN:
			return 0, nil
		default:
			return 0, fmt.Errorf("gate: write: %w", errno)
		}
	}
}

// shut ends the stream to the peer, after what was written.
func (s socket) shut() { _ = unix.Shutdown(int(s), unix.SHUT_WR) }

func (s socket) close() { _ = unix.Close(int(s)) }
