package arena_test

import (
	"testing"

	"tickwire/game/arena"
	"tickwire/game/gametest"
)

func TestArenaKeepsTheContract(t *testing.T) {
	gametest.Run(t, arena.Definition())
}
