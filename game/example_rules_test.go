package game_test

import (
	"testing"

	"tickwire/game/gametest"
)

func TestExampleKeepsTheRules(t *testing.T) { gametest.Run(t, DotGame) }
