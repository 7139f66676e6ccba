package room_test

import (
	"slices"
	"testing"
	"time"

	"tickwire/game"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

// TestAPollerIsWaitedFor has ada fetch what there is every ten seconds, and acknowledge it late; then she
// stops, in one way or the other.
func TestAPollerIsWaitedFor(t *testing.T) {
	const every = 10 * time.Second
	for _, row := range []struct {
		name     string
		patience time.Duration
		fetches  int  // for so many intervals she does
		acks     bool // until she stops; with the next fetch
		deaf     bool // then she fetches on, and acknowledges nothing
		away     bool // in the end
		want     wire.CloseCode
		after    time.Duration // since her last fetch
	}{
		{"who is waited for", every, 6, true, true, false, 0, 0},
		{"who is not", 0, 3, true, true, true, wire.CloseSlow, 0},
		{"who stops", every, 3, true, false, true, wire.CloseSlow, 20 * time.Second},
		{"who acknowledges nothing", every, 6, false, true, true, 0, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := small(t, 3000)
			bob, c := d.client(), d.client()
			join(t, d.core, "bob", bob)
			p, err := d.core.Join(room.Join{Name: "ada", Patience: row.patience}, c)
			if err != nil {
				t.Fatal(err)
			}
			awake := map[game.PlayerID]*client{1: bob}
			fetch := func() {
				d.core.Heard(p.ID)
				c.busy = false
				d.step(1, awake)
				c.busy = true
			}
			for range row.fetches {
				fetch()
				for wait := d.at + every; d.at < wait; {
					d.step(1, awake)
				}
				if row.acks {
					d.core.Heard(p.ID)
					d.step(3, awake) // the GET was faster than the POST
					if code := d.core.Inputs(p.ID, &wire.Inputs{Ack: c.newest.Tick}, d.at); code != 0 {
						t.Fatal(code)
					}
				}
			}
			if c.frames != row.fetches && row.patience > 0 && row.acks {
				t.Errorf("%d frames came in %d fetches", c.frames, row.fetches)
			}
			last := d.at
			if !row.deaf {
				fetch()
				for c.closed == 0 && d.at < last+time.Minute {
					d.step(1, awake)
				}
			}
			d.step(1, awake)
			if took := d.at - last; c.closed != row.want || took < row.after || took > row.after+2*time.Second {
				t.Errorf("closed with %d after %v, want %d after %v", c.closed, took, row.want, row.after)
			}
			if away := slices.Contains(words(d.told), "drop"); away != row.away || bob.roster[p.ID].Away != away {
				t.Errorf("away %v, want %v; the game was told %v", away, row.away, d.told)
			}
		})
	}
}

// TestTheFirstOfABatchTellsTheMargin brings inputs by threes, as requests do. A clock that was told how early
// the last of them is would be early enough for that one alone, and two of three would come too late.
func TestTheFirstOfABatchTellsTheMargin(t *testing.T) {
	for _, row := range []struct {
		name     string
		patience time.Duration
		want     time.Duration // in ticks, of which there are one, two and three
	}{
		{"by requests", time.Second, 1},
		{"by a socket", 0, 3},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := small(t, 3000)
			c := d.client()
			p, err := d.core.Join(room.Join{Name: "ada", Patience: row.patience}, c)
			if err != nil {
				t.Fatal(err)
			}
			d.step(3, map[game.PlayerID]*client{})
			for range 3 {
				now := d.core.Tick()
				for ahead := game.TickNumber(2); ahead < 5; ahead++ {
					in := wire.Inputs{Ack: now, Inputs: []wire.Input{{Tick: now + ahead, Vals: []int32{0}}}}
					if code := d.core.Inputs(p.ID, &in, d.at); code != 0 {
						t.Fatal(code)
					}
				}
				d.step(3, map[game.PlayerID]*client{})
				if got, want := time.Duration(c.margin)*time.Microsecond, row.want*period; got < want-time.Microsecond || got > want {
					t.Errorf("the margin is %v, want %v", got, want)
				}
			}
		})
	}
}
