//go:build !js

package app

import (
	"slices"
	"testing"
	"time"

	"tickwire/bench/rig"
	"tickwire/client/link"
)

// TestAPlayerNeedsNoWebSocket plays where none gets through, sees nothing of tries for one, and is moved
// to one when there is a way: told of both once, and never that the connection was lost.
func TestAPlayerNeedsNoWebSocket(t *testing.T) {
	for _, how := range []rig.Treatment{rig.Refuse, rig.Drop, rig.Silence} {
		t.Run(how.String(), func(t *testing.T) {
			t.Parallel()
			s := rig.Run(t, quiet())
			way := rig.Before(t, s.Addr().String(), how)
			began := time.Now()
			o, quit := play(t, way.Addr(), nil)
			defer quit(true)
			t.Logf("in after %v", time.Since(began))
			if took := time.Since(began); took > 9*time.Second || // three on a machine that has time
				o.st.carried != link.LongPolling || !o.st.second {
				t.Errorf("in after %v by %v, second best %v", took, o.st.carried, o.st.second)
			}
			me, ship, tick := o.scene.Local, o.ship(), o.scene.Tick
			// Each look is a picture.
			var told []string
			still := func() {
				if n := o.st.news; n != "" && (len(told) == 0 || told[len(told)-1] != n) {
					told = append(told, n)
				}
				if o.st.phase != playing || !o.scene.Playing || o.scene.Local != me || o.ship() != ship {
					t.Fatalf("player %d with ship %d was %d with %d: %+v", o.scene.Local, o.ship(), me, ship, o.st)
				}
			}
			came := way.Upgrades()
			o.hint() // as of a network that there is again
			o.until("a try for something better", func() bool { still(); return way.Upgrades() > came })
			o.until("three seconds of play", func() bool { still(); return o.scene.Tick > tick+120 })
			if o.st.carried != link.LongPolling || o.st.stats.Resumes != 0 {
				t.Errorf("after a try that came to nothing: %v, %d resumes", o.st.carried, o.st.stats.Resumes)
			}
			way.Treat(rig.LetThrough)
			o.hint()
			o.until("a WebSocket", func() bool { still(); return o.st.carried == link.WebSocket })
			tick = o.scene.Tick
			o.until("a second of play", func() bool { still(); return o.scene.Tick > tick+30 })
			if o.st.second || o.st.stats.Resumes != 1 {
				t.Errorf("on a WebSocket: second best %v, %d resumes", o.st.second, o.st.stats.Resumes)
			}
			if want := []string{waySlower, wayBetter}; !slices.Equal(told, want) {
				t.Errorf("told %q, want %q", told, want)
			}
		})
	}
}

// TestAMuteWebSocketCostsAMoment has the server move the player to a WebSocket of which the client never
// hears a word. It comes back by the way that it came from.
func TestAMuteWebSocketCostsAMoment(t *testing.T) {
	s := rig.Run(t, quiet())
	way := rig.Before(t, s.Addr().String(), rig.Refuse)
	o, quit := play(t, way.Addr(), nil)
	defer quit(true)
	me, ship := o.scene.Local, o.ship()
	for round := uint64(1); round <= 2; round++ {
		way.Treat(rig.Mute)
		o.hint()
		o.until("the game again", func() bool { return o.st.phase == playing && o.st.stats.Resumes == round })
		if o.scene.Local != me || o.ship() != ship || o.st.carried != link.LongPolling || o.st.news != "" && o.st.news != waySlower {
			t.Errorf("player %d with ship %d was %d with %d: %+v", o.scene.Local, o.ship(), me, ship, o.st)
		}
	}
}

// TestANapWhileMovingIsNotForEver looks away just when the server has been asked for the player by a
// WebSocket, of which the client then never hears: the old link has ended meanwhile.
func TestANapWhileMovingIsNotForEver(t *testing.T) {
	s := rig.Run(t, quiet())
	way := rig.Before(t, s.Addr().String(), rig.Refuse)
	o, quit := play(t, way.Addr(), nil)
	defer quit(true)
	way.Treat(rig.Mute)
	o.hint()
	o.until("a Hello on a WebSocket", func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.better.Pending()
	})
	limit := time.After(20 * time.Second)
	for asleep := false; !asleep; {
		select {
		case <-time.After(10 * time.Millisecond):
		case <-limit:
			t.Fatal("it does not fall asleep")
		}
		o.mu.Lock()
		o.drawn = o.now() - 2*nap // no picture for so long
		asleep = o.napping || !o.better.Pending()
		o.mu.Unlock()
	}
	o.until("the game again", func() bool { return o.st.phase == playing && o.st.stats.Resumes == 1 })
}

// TestWhoLeavesInTheMiddleOfAMoveIsGone has the server move the player to a WebSocket that is not heard
// of yet, and the player close the window.
func TestWhoLeavesInTheMiddleOfAMoveIsGone(t *testing.T) {
	s := rig.Run(t, quiet())
	way := rig.Before(t, s.Addr().String(), rig.Refuse)
	o, quit := play(t, way.Addr(), nil)
	other, quitOther := play(t, s.Addr().String(), nil)
	defer quitOther(true)
	other.until("both", func() bool { return len(other.scene.Roster) == 2 })
	way.Treat(rig.Mute)
	o.hint()
	o.until("the end of the old link", func() bool {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.better.Pending() && o.session.link.State() == link.Closed
	})
	quit(true)
	began := time.Now()
	other.until("the other one to have gone", func() bool { return len(other.scene.Roster) == 1 })
	t.Logf("gone after %v", time.Since(began))
}

// TestNobodyIsLeftBehind lets the server hear of a player who does not hear of the server, and who comes
// in by another way then.
func TestNobodyIsLeftBehind(t *testing.T) {
	s := rig.Run(t, quiet())
	way := rig.Before(t, s.Addr().String(), rig.Mute)
	o, quit := play(t, way.Addr(), nil)
	defer quit(true)
	tick := o.scene.Tick
	o.until("a second of play", func() bool { return o.scene.Tick > tick+30 })
	if len(o.scene.Roster) != 1 {
		t.Errorf("there is somebody else: %+v", o.scene.Roster)
	}
}
