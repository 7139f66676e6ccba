package arena

import "tickwire/game/fixed"

// indexCell is the side of an index cell: larger than anything looked up, so that a look-up
// touches few cells.
const indexCell = 256 * fixed.One

// maxLines bounds the memory whatever size a server claims; 64 lines hold 4,900 players.
const maxLines = 64

// index finds points by place: a counting sort into square cells. Points keep their order within
// a cell, so every walk over it is in a fixed order. It is derived from the rows, never saved.
type index struct {
	n     int32   // cells per line
	start []int32 // of each cell in order, and the end
	order []int32 // the points, sorted by cell
	cell  []int32 // of each point
}

// build sorts the points of an arena; those outside count to the nearest cell.
func (x *index) build(side fixed.Scalar, points []fixed.Vec) {
	x.n = min(max(int32(side/indexCell), 0), maxLines-1) + 1
	x.start = fill(x.start, int(x.n*x.n)+1)
	x.order = fill(x.order, len(points))
	x.cell = fill(x.cell, len(points))
	for i, p := range points {
		c := x.column(int64(p.Y))*x.n + x.column(int64(p.X))
		x.cell[i] = c
		x.start[c+1]++
	}
	for c := range x.n * x.n {
		x.start[c+1] += x.start[c]
	}
	for i := len(points) - 1; i >= 0; i-- { // from behind, each cell's end falls to its start
		c := x.cell[i] + 1
		x.start[c]--
		x.order[x.start[c]] = int32(i)
	}
	// Entry c+1 now holds the start of c: shift back.
	copy(x.start, x.start[1:])
	x.start[x.n*x.n] = int32(len(points))
}

// fill is n zeros in the memory of s.
func fill(s []int32, n int) []int32 {
	if cap(s) < n {
		return make([]int32, n, n+n/2)
	}
	s = s[:n]
	clear(s)
	return s
}

// column is wide, so that no coordinate and reach that a server claims can wrap.
func (x *index) column(v int64) int32 {
	return int32(min(max(v/int64(indexCell), 0), int64(x.n)-1))
}

// walk goes through the points in and around a box, one line of cells at a time.
type walk struct {
	x            *index
	c0, c1, y, l int32
}

// along starts a walk over all points within reach of the box around a segment, and some more.
func (x *index) along(a, b fixed.Vec, reach fixed.Scalar) walk {
	if x.n == 0 {
		return walk{x: x, y: 0, l: -1}
	}
	return walk{
		x:  x,
		c0: x.column(int64(min(a.X, b.X)) - int64(reach)), c1: x.column(int64(max(a.X, b.X)) + int64(reach)),
		y: x.column(int64(min(a.Y, b.Y))-int64(reach)) - 1, l: x.column(int64(max(a.Y, b.Y)) + int64(reach)),
	}
}

func (w *walk) next() bool {
	w.y++
	return w.y <= w.l
}

// items are the points of the current line.
func (w *walk) items() []int32 {
	line := w.y * w.x.n
	return w.x.order[w.x.start[line+w.c0]:w.x.start[line+w.c1+1]]
}
