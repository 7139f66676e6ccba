package room

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"

	"tickwire/game"
	"tickwire/proto/wire"
)

// PanicError is how a room ends whose game panicked: the links are closed with CloseInternal, and all
// else in the process goes on. What the game did on goroutines of its own, and what Go calls fatal, a
// stack that grows without end or a map written by two, end the process; no room can help that.
type PanicError struct {
	Room  string
	Tick  game.TickNumber // the one that was being made
	Value any
	Stack []byte
}

func (e *PanicError) Error() string {
	return fmt.Sprintf("room %s: the game panicked at tick %d: %v\n%s", e.Room, e.Tick, e.Value, e.Stack)
}

// ErrGivenUp is what Run returns when the game came back after the room had been taken away from it.
var ErrGivenUp = errors.New("room: given up while the game hung")

// givenUp unwinds the room's goroutine out of the core when it has lost the room. It passes through
// no code of the game's.
type givenUp struct{}

// alive is called before anything that others would feel.
func (r *Room) alive() {
	if !r.pulse.beat() {
		panic(givenUp{})
	}
}

// ended closes what there is to close when Run ends, with the value that a panic left.
func (r *Room) ended(v any) error {
	if !r.pulse.leave() { // whatever it returned with: it counts no more
		r.crew.close()
		return ErrGivenUp
	}
	r.keep(v != nil)
	if v == nil {
		r.shut(wire.CloseShutdown, ErrClosed)
		return nil
	}
	r.broken.Store(true)
	err := &PanicError{Room: r.cfg.Name, Tick: r.core.Tick() + 1, Value: v, Stack: debug.Stack()}
	r.shut(wire.CloseInternal, ErrBroken)
	return err
}

// Inside is a number for the call of the game in which the room's goroutine is, and 0 when it is in
// none. The same one again and again is a game that hangs. Any goroutine may ask.
func (r *Room) Inside() uint64 { return r.pulse.inside() }

// GiveUp takes the room away from a game that hangs, unless the call has returned meanwhile, and
// reports whether it did. It tells everybody by a code and takes a second at most; Run goes on
// for as long as the game does, because no goroutine can be ended from outside, and then returns
// ErrGivenUp without having touched anything. Any goroutine but the room's may call it.
func (r *Room) GiveUp(call uint64, code wire.CloseCode) bool {
	if !r.pulse.take(call) {
		return false
	}
	r.broken.Store(true)
	r.release(code, ErrBroken)
	if code != wire.CloseShutdown { // then nobody could wait any longer, and what is on disk may well be good
		r.keep(true)
	}
	return true
}

// Lost reports whether GiveUp has taken the room away. Any goroutine may ask.
func (r *Room) Lost() bool { return r.pulse.n.Load() == taken }

// why is the reason for which a closed room refuses a join.
func (r *Room) why(err error) error {
	if errors.Is(err, ErrClosed) && r.broken.Load() {
		return ErrBroken
	}
	return err
}

// release lets go of all that is not the core's: who waits to join, and the links.
func (r *Room) release(code wire.CloseCode, why error) {
	waiting, _ := r.inbox.close(false)
	for _, j := range slices.Concat(r.inbox.spareJoins, waiting) { // those who came for this tick, too
		if j.settled.CompareAndSwap(false, true) {
			j.reply <- joinReply{err: why}
		}
	}
	if r.asking != nil { // settled, and the game never answered
		r.asking.reply <- joinReply{err: why}
		r.asking = nil
	}
	for _, l := range r.links {
		l.Close(code)
	}
	clear(r.links)
	r.links = r.links[:0]
	if r.poller != nil {
		r.poller.Close()
	}
}
