package arena

import "math"

// point is a point of a sprite.
type point struct{ x, y float64 }

// polygon is the signed distance from a point to the edge of a polygon, negative inside.
func polygon(p []point, x, y float64) float64 {
	d := math.Inf(1)
	inside := false
	for i, j := 0, len(p)-1; i < len(p); j, i = i, i+1 {
		ex, ey := p[j].x-p[i].x, p[j].y-p[i].y
		wx, wy := x-p[i].x, y-p[i].y
		t := clamp01((wx*ex + wy*ey) / (ex*ex + ey*ey))
		dx, dy := wx-ex*t, wy-ey*t
		d = min(d, dx*dx+dy*dy)
		if (p[i].y > y) != (p[j].y > y) && x < ex*(y-p[i].y)/ey+p[i].x {
			inside = !inside
		}
	}
	if inside {
		return -math.Sqrt(d)
	}
	return math.Sqrt(d)
}

// mirrored closes a half outline, given from nose to tail, with its mirror image.
func mirrored(half []point) []point {
	all := append([]point(nil), half...)
	for i := len(half) - 1; i >= 0; i-- {
		if half[i].y != 0 {
			all = append(all, point{half[i].x, -half[i].y})
		}
	}
	return all
}

func clamp01(v float64) float64 { return min(max(v, 0), 1) }

// smooth goes from 0 to 1 while v goes from lo to hi.
func smooth(lo, hi, v float64) float64 {
	t := clamp01((v - lo) / (hi - lo))
	return t * t * (3 - 2*t)
}

// cover is how much of a pixel lies inside of a shape at this signed distance.
func cover(d, pixel float64) float64 { return clamp01(0.5 - d/pixel) }

// solid is an opaque colour seen through a coverage.
func solid(r, g, b, cover float64) rgba {
	return rgba{float32(r * cover), float32(g * cover), float32(b * cover), float32(cover)}
}

// gray is white of a strength: the sprites of lights, which are coloured when they are drawn.
func gray(v float64) rgba {
	return rgba{float32(v), float32(v), float32(v), float32(v)}
}

// noise is smooth noise from 0 to 1 with a feature per unit, different for each seed.
func noise(x, y float64, seed uint64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	ix, iy := int64(fx), int64(fy)
	u, v := smooth(0, 1, x-fx), smooth(0, 1, y-fy)
	a, b := lattice(ix, iy, seed), lattice(ix+1, iy, seed)
	c, d := lattice(ix, iy+1, seed), lattice(ix+1, iy+1, seed)
	return (a*(1-u)+b*u)*(1-v) + (c*(1-u)+d*u)*v
}

// fractal is noise with finer and weaker noise on top, from 0 to 1.
func fractal(x, y float64, octaves int, seed uint64) float64 {
	sum, weight, total := 0.0, 1.0, 0.0
	for range octaves {
		sum += weight * noise(x, y, seed)
		total += weight
		x, y, weight, seed = 2*x+17, 2*y-31, weight/2, seed+1
	}
	return sum / total
}

// lattice is a random number for a point of the grid: splitmix64 of its coordinates.
func lattice(x, y int64, seed uint64) float64 {
	return unit(seed*0x9e3779b97f4a7c15 + uint64(x)*0xbf58476d1ce4e5b9 + uint64(y)*0x94d049bb133111eb)
}

// unit is a number from 0 up to 1 that depends on all bits of n.
func unit(n uint64) float64 {
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return float64((n^n>>31)>>11) / (1 << 53)
}
