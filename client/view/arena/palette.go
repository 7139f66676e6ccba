package arena

import "tickwire/game"

// own is the colour of the local player, which nobody else gets.
var own = rgba{0.42, 0.92, 1, 1}

// palette is the colours of the others: far enough from each other and from the own one to be
// told apart on black, for people with red-green weakness by their lightness too.
var palette = [...]rgba{
	{1.00, 0.38, 0.33, 1}, // coral
	{1.00, 0.72, 0.22, 1}, // amber
	{0.62, 0.90, 0.28, 1}, // lime
	{0.86, 0.42, 1.00, 1}, // orchid
	{1.00, 0.53, 0.72, 1}, // pink
	{0.34, 0.55, 1.00, 1}, // blue
	{0.98, 0.92, 0.45, 1}, // lemon
	{0.20, 0.82, 0.55, 1}, // emerald
	{1.00, 0.56, 0.16, 1}, // orange
	{0.68, 0.62, 1.00, 1}, // lavender
	{0.86, 0.26, 0.48, 1}, // ruby
}

// colour is the colour of a player for the local one.
func colour(p, local game.PlayerID) rgba {
	if p == local {
		return own
	}
	return palette[uint32(p)%uint32(len(palette))]
}

// look is which of the hulls a player flies.
func look(p game.PlayerID) int { return int(uint32(p) / 2 % hullLooks) }
