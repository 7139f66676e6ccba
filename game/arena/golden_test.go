package arena_test

import (
	"testing"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/game/fixed"
)

// golden is the hash of 10,000 ticks. It changes with the rules, and then Definition's Version
// must too; it must never depend on the machine.
const golden uint64 = 0xbda47a7543cad0dd

// script makes inputs that change a few times a second and try everything.
func script(b *bench, p game.PlayerID) {
	hold := uint64(b.now) / 12
	r := fixed.NewRand(77, hold, uint64(p))
	in := arena.Input{
		Forward: r.Chance(3, 4), Back: r.Chance(1, 6), Left: r.Chance(1, 3), Right: r.Chance(1, 3),
		Fire: r.Chance(2, 3), UseAim: r.Chance(1, 2), Aim: r.Angle(),
		Boost: r.Chance(1, 8) && b.now%12 == 0,
	}
	b.input(p, in)
}

func TestGolden(t *testing.T) {
	b := withBots(arena.Definition(), 12)
	scripted := b.bots[:6]
	b.bots = b.bots[6:]
	hash := uint64(0)
	for range 10_000 {
		for _, p := range scripted {
			script(b, p)
		}
		b.step()
		if b.now%50 == 0 {
			hash = hash*1099511628211 ^ b.save().Hash()
		}
	}
	if hash != golden {
		t.Errorf("hash of 10,000 ticks: got %#x, want %#x", hash, golden)
	}
}
