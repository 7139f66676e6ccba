package replicate

import "tickwire/game"

// grid cuts the world into cells.
type grid struct {
	game.Grid
	columns, lines int32
}

func newGrid(g game.Grid) grid { return grid{Grid: g, columns: g.Columns(), lines: g.Lines()} }

// axis is the cell of a coordinate on one axis; what is outside counts to the nearest cell.
func axis(v, lo, cell, n int32) int32 {
	if n == 1 {
		return 0
	}
	return int32(min(max((int64(v)-int64(lo))/int64(cell), 0), int64(n)-1))
}

// cell is the index of the cell that holds a point.
func (g *grid) cell(x, y int32) uint32 {
	return uint32(axis(y, g.MinY, g.Cell, g.lines)*g.columns + axis(x, g.MinX, g.Cell, g.columns))
}

// stay is the cell of an entity that was in cell was: it changes only when the entity is
// Hysteresis beyond the border, so that one who dances on a border does not respawn on every
// step.
func (g *grid) stay(was uint32, x, y int32) uint32 {
	now := g.cell(x, y)
	if now == was || was >= uint32(g.columns*g.lines) {
		return now
	}
	left := int64(g.MinX) + int64(int32(was)%g.columns)*int64(g.Cell) - int64(g.Hysteresis)
	top := int64(g.MinY) + int64(int32(was)/g.columns)*int64(g.Cell) - int64(g.Hysteresis)
	size := int64(g.Cell) + 2*int64(g.Hysteresis)
	if dx, dy := int64(x)-left, int64(y)-top; dx >= 0 && dx < size && dy >= 0 && dy < size {
		return was
	}
	return now
}

// window is a rectangle of cells, borders included.
type window struct{ x0, y0, x1, y1 int32 }

// around is the cells that the square of half side r touches.
func (g *grid) around(x, y int32, r int64) window {
	clamp := func(v int64) int32 { return int32(min(max(v, -1<<31), 1<<31-1)) }
	return window{
		x0: axis(clamp(int64(x)-r), g.MinX, g.Cell, g.columns), x1: axis(clamp(int64(x)+r), g.MinX, g.Cell, g.columns),
		y0: axis(clamp(int64(y)-r), g.MinY, g.Cell, g.lines), y1: axis(clamp(int64(y)+r), g.MinY, g.Cell, g.lines),
	}
}

// all is every cell of the grid.
func (g *grid) all() window { return window{x1: g.columns - 1, y1: g.lines - 1} }

// has reports whether a cell lies in the window.
func (w window) has(g *grid, cell uint32) bool {
	x, y := int32(cell)%g.columns, int32(cell)/g.columns
	return x >= w.x0 && x <= w.x1 && y >= w.y0 && y <= w.y1
}

// maxRing bounds a ring: what is further away is as good as that far.
const maxRing = 15

// ring is how many cells one at x, y is away from the middle of the window.
func (w window) ring(x, y int32) uint8 {
	dx, dy := 2*x-w.x0-w.x1, 2*y-w.y0-w.y1
	return uint8(min(max(dx, -dx, dy, -dy)/2, maxRing))
}
