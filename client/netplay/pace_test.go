package netplay_test

import (
	"fmt"
	"math"
	"testing"
	"time"

	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
)

// paces are the scopes of a track, by the frames from one look to the next.
var paces = []int{1, 2, 4, 8, 16}

// body is where a thing is at a tick.
type body func(tick float64) (x, y float64)

// straight moves by 1000 a tick, and circle by about as much on a circle of four seconds.
func straight(tick float64) (x, y float64) { return 1000 * tick, 0 }

func circle(rate int) body {
	turns := 2 * math.Pi / float64(4*rate)
	return func(tick float64) (x, y float64) {
		sin, cos := math.Sincos(turns * tick)
		return 1000 / turns * cos, 1000 / turns * sin
	}
}

// picture is a thing as it was drawn: where, and at which tick, while others were at another.
type picture struct {
	x, y, own, at float64
}

// film draws a thing sixty times a second. Its scope is that of the pace that the plan says for a
// tick; frames come with every tick after 40 ms.
func film(t *testing.T, rate int, length time.Duration, path body, plan func(game.TickNumber) int) []picture {
	h := netplay.NewHistory(schema, rate, rate+2)
	clock := netplay.NewRemoteClock(rate, 1)
	rows := game.NewRows(schema)
	period := time.Second / time.Duration(rate)
	var out []picture
	var th thing
	const turn = 200
	n, was, own := game.TickNumber(1), 0, 0.0
	for k := 1; ; k++ {
		now := time.Duration(k) * time.Second / 60
		if now > length {
			return out
		}
		for ; time.Duration(n)*period+40*ms <= now; n++ {
			clock.Frame(n, now)
			h.Frame(n)
			pace := plan(n)
			for _, p := range paces {
				if int(n)%p != 0 && (pace == was || p != pace && p != was) {
					continue // it is not due, and the thing has not moved into it or out of it
				}
				c := &snapshot.Content{Tick: n}
				if p == pace {
					x, y := path(float64(n))
					c.Blocks = []snapshot.Block{{IDs: []game.EntityID{1}, Vals: []int32{1, int32(x), int32(y), int32(uint16(turn * n)), int32(int8(n))}}}
				}
				h.Add(game.CellScope(uint32(p)), c)
			}
			was = pace
		}
		at := clock.Advance(now)
		h.Sample(at, rows)
		old := th
		if !things.Find(rows, 1, &th) {
			continue
		}
		// What turns and what goes in steps tells how much time has passed.
		own += float64(int16(uint16(th.Facing)-uint16(old.Facing))) / turn
		if th.HP-old.HP < 0 {
			t.Fatalf("picture %d: time goes back from %+v to %+v", k, old, th)
		}
		out = append(out, picture{float64(th.X), float64(th.Y), own, float64(at) / 256})
	}
}

// steady is a plan that stays.
func steady(pace int) func(game.TickNumber) int { return func(game.TickNumber) int { return pace } }

// steps are the least and the most that the thing moved from one picture to the next after a time,
// as parts of what it really moves. Time that goes back is an error.
func steps(t *testing.T, rate int, pics []picture, from time.Duration) (least, most float64) {
	t.Helper()
	ideal := 1000 * float64(rate) / 60
	least = math.Inf(1)
	for i := max(int(from*60/time.Second), 1); i < len(pics); i++ {
		a, b := &pics[i-1], &pics[i]
		step := math.Hypot(b.x-a.x, b.y-a.y) / ideal
		least, most = min(least, step), max(most, step)
		if b.own < a.own {
			t.Fatalf("picture %d: time goes back from %+v to %+v", i, a, b)
		}
	}
	return least, most
}

// TestSlowScopesMoveAsFastAsOthers draws things whose scope comes every so many frames. Each picture
// must show them as far from the last one as they have moved meanwhile.
func TestSlowScopesMoveAsFastAsOthers(t *testing.T) {
	for _, rate := range []int{20, 30} {
		for _, pace := range paces {
			for name, path := range map[string]body{"straight": straight, "circle": circle(rate)} {
				t.Run(fmt.Sprintf("%d Hz every %d %s", rate, pace, name), func(t *testing.T) {
					least, most := steps(t, rate, film(t, rate, 20*time.Second, path, steady(pace)), 4*time.Second)
					// The chord of a bend is shorter than the bend, most of all that of 16 frames. And
					// places between two looks are 256.
					blur := float64(pace) / 256 * 60 / float64(rate)
					if least < 0.92-blur || most > 1.02+blur {
						t.Errorf("steps of %.2f to %.2f of what they should be", least, most)
					}
				})
			}
		}
	}
}

// TestLagFollowsThePace moves things from scopes of one pace to those of another and back. Their
// time may stop when a look is awaited for longer than ever, but it never goes much faster than it
// should, and in the end they are as far behind as others in their scope.
func TestLagFollowsThePace(t *testing.T) {
	const rate = 30
	for _, slow := range paces[1:] {
		for name, path := range map[string]body{"straight": straight, "circle": circle(rate)} {
			t.Run(fmt.Sprintf("every %d %s", slow, name), func(t *testing.T) {
				pics := film(t, rate, 24*time.Second, path, func(n game.TickNumber) int {
					if n > 240 && n < 480 {
						return slow
					}
					return 1
				})
				least, most := steps(t, rate, pics, 2*time.Second)
				t.Logf("steps of %.2f to %.2f of what they should be", least, most)
				if most > 1.25 {
					t.Errorf("steps of up to %.2f of what they should be", most)
				}
				for at, late := range map[time.Duration]int{7 * time.Second: 0, 15 * time.Second: slow - 1, 22 * time.Second: 0} {
					p := &pics[at*60/time.Second]
					if got := p.at - p.own; math.Abs(got-float64(late)) > 0.1 {
						t.Errorf("after %v it is drawn %.2f ticks later than others, want %d", at, got, late)
					}
				}
			})
		}
	}
}
