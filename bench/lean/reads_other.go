//go:build !linux

package lean

import (
	"net"
	"sync"
	"time"

	"tickwire/proto/wire"
)

// reads is how frames come in: by a goroutine per player.
type reads struct{ group sync.WaitGroup }

func (r *reads) open() error { return nil }
func (r *reads) close()      {}

// feed has nothing to do here: a player's own goroutine minds its appetite.
func (r *reads) feed(*Fleet, *player) bool { return true }

// add begins to read for a player. The fleet's mutex is held.
func (r *reads) add(p *player, c *net.TCPConn) (err error) {
	if p.line, err = newLine(c); err != nil {
		return err
	}
	r.group.Go(func() {
		defer c.Close()
		p.fleet.gone(p, read(p, c))
	})
	return nil
}

func read(p *player, c *net.TCPConn) wire.CloseCode {
	buf := make([]byte, 4<<10)
	if p.fleet.cfg.Appetite > 0 {
		buf = buf[:min(p.fleet.bite(), len(buf))]
	}
	for {
		p.fleet.rest()
		n, err := c.Read(buf)
		if code := p.receive(buf[:n]); code != 0 {
			return code
		}
		if err != nil {
			return codeAbnormal
		}
	}
}

// rest waits for as long as a player with an appetite does between two bites, one without any until
// the end.
func (f *Fleet) rest() {
	switch {
	case f.cfg.Appetite > 0:
		time.Sleep(time.Second / time.Duration(f.cfg.Def.TickRate))
	case f.cfg.Appetite < 0:
		for over := false; !over; time.Sleep(closeGrace / 20) {
			f.mu.Lock()
			over = f.ended
			f.mu.Unlock()
		}
	}
}

// until returns at a time of the fleet's clock.
func (r *reads) until(f *Fleet, due time.Duration) { time.Sleep(due - f.now()) }

// end waits until the server has closed all links, or for too long.
func (r *reads) end(f *Fleet) {
	for _, p := range f.all() {
		_ = p.line.c.SetReadDeadline(time.Now().Add(closeGrace)) // for a server that does not
	}
	r.group.Wait()
}
