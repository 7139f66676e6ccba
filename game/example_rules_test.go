package game_test

import (
	"testing"

	"tickwire/game/gametest"
)

func TestExamplesKeepTheRules(t *testing.T) {
	t.Run("dot", func(t *testing.T) { gametest.Run(t, DotGame) })
	t.Run("tag", func(t *testing.T) { gametest.Run(t, TagGame) })
}
