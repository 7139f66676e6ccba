package audience

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// TestFar sends three bytes each way, some time apart: all are there as much later, and the way back
// does not wait for the way there.
func TestFar(t *testing.T) {
	const delay, apart = 50 * time.Millisecond, 10 * time.Millisecond
	for _, row := range []struct {
		name     string
		from, to func(near, end net.Conn) net.Conn
	}{
		{"there", first, second},
		{"back", second, first},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a, b := net.Pipe()
				near := newFar(a, delay)
				defer b.Close()
				defer near.Close()
				from, to := row.from(near, b), row.to(near, b)
				began := time.Now()
				go func() {
					for i := range 3 {
						if _, err := from.Write([]byte{byte(i)}); err != nil {
							t.Error(err)
						}
						time.Sleep(apart)
					}
				}()
				for i := range 3 {
					var got [8]byte
					n, err := to.Read(got[:])
					if want := delay + time.Duration(i)*apart; err != nil || n != 1 || got[0] != byte(i) || time.Since(began) != want {
						t.Errorf("byte %d: got %d of %d bytes after %v, %v, want it after %v", i, got[0], n, time.Since(began), err, want)
					}
				}
			})
		})
	}
}

func first(a, _ net.Conn) net.Conn  { return a }
func second(_, b net.Conn) net.Conn { return b }

// TestFarEnds has either end close.
func TestFarEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b := net.Pipe()
		near := newFar(a, time.Second)
		go func() {
			_, _ = b.Write([]byte("last")) // until it is read
			b.Close()
		}()
		if got, err := io.ReadAll(near); string(got) != "last" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
		for range 2 { // which is once
			if err := near.Close(); err != nil {
				t.Error(err)
			}
		}
		if _, err := near.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
			t.Errorf("got %v, want %v", err, net.ErrClosed)
		}
	})
}
