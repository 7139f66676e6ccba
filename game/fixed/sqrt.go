package fixed

import "math/bits"

// rootFloor returns the largest r with r*r <= n, for n up to 2^63.
//
// Heron's iteration on integers falls strictly until it reaches the root, if it starts at or
// above it (Warren, Hacker's Delight, section 11-1). The start is one step of it from the power
// of two below the root, which needs no division: at most a quarter too large, so that four or
// five divisions remain.
func rootFloor(n uint64) uint64 {
	if n == 0 {
		return 0
	}
	s := (bits.Len64(n) - 1) / 2
	r := (1<<s+n>>s)>>1 + 1 // +1 covers what the two shifts dropped
	for {
		next := (r + n/r) >> 1
		if next >= r {
			return r
		}
		r = next
	}
}

// rootNearest returns the integer nearest to the square root of n. No integer has its root at a
// half, so there are no ties.
func rootNearest(n uint64) uint64 {
	r := rootFloor(n)
	if n-r*r > r {
		r++
	}
	return r
}

// rootCeil returns the smallest r with r*r >= n.
func rootCeil(n uint64) uint64 {
	r := rootFloor(n)
	if r*r < n {
		r++
	}
	return r
}
