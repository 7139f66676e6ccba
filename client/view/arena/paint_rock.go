package arena

import "math"

// rockEdge is the mean radius of an asteroid in its sprite, which leaves room for bumps.
const rockEdge = 0.86

// crater is a bowl in an asteroid.
type crater struct{ x, y, r float64 }

// rock paints an asteroid: a bumpy ball with craters, lit from the top left. It is drawn upright
// whatever its angle, so that all asteroids have the sun on the same side.
func rock(look uint64) shade {
	seed := 100 + 10*look
	var craters []crater
	for i := range uint64(11) {
		a, far := 2*math.Pi*unit(seed+1000*i), 0.78*math.Sqrt(unit(seed+1000*i+1))
		craters = append(craters, crater{far * math.Cos(a), far * math.Sin(a), 0.06 + 0.2*unit(seed+1000*i+2)*unit(seed+1000*i+3)})
	}
	outline := bumps(seed + 3)
	height := func(x, y float64) float64 {
		edge := outline.at(x, y)
		ball := math.Sqrt(max(1-(x*x+y*y)/(edge*edge), 0))
		h := 0.75*ball + 0.22*fractal(3.2*x+9, 3.2*y+5, 4, seed)
		for _, c := range craters {
			d := math.Hypot(x-c.x, y-c.y) / c.r
			h -= c.r * (0.55*smooth(1, 0.2, d) - 0.22*smooth(0.7, 1, d)*smooth(1.35, 1, d))
		}
		return h
	}
	relief := newRelief(height)
	tone := 0.9 + 0.2*unit(seed+7)
	warm := unit(seed + 8)
	return func(x, y, pixel float64) rgba {
		d := math.Hypot(x, y) - outline.at(x, y)
		c := cover(d, pixel)
		if c == 0 {
			return rgba{}
		}
		nx, ny := relief.slope(x, y)
		n := math.Sqrt(nx*nx + ny*ny + 1)
		lit := max((-0.55*nx-0.62*ny+0.56)/n, 0)
		rim := smooth(-0.1, 0, d) * smooth(0.1, -0.6, x+y) // the sun around the edge
		shadow := 0.5 + 0.5*smooth(0, -0.2, d)
		v := tone * (0.1 + 0.78*lit*shadow + 0.25*rim)
		v *= 0.85 + 0.3*fractal(11*x+3, 11*y, 2, seed+9)
		return solid(clamp01(v*(0.98+0.1*warm)), clamp01(v*0.94), clamp01(v*(1.02-0.16*warm)), c)
	}
}

// relief is the heights of an asteroid on the grid of its pixels, so that each is computed once
// although its neighbours ask for it too.
type relief [reliefSide * reliefSide]float64

const reliefSide = 257

func newRelief(height func(x, y float64) float64) *relief {
	var r relief
	for i := range r {
		r[i] = height(2*float64(i%reliefSide)/(reliefSide-1)-1, 2*float64(i/reliefSide)/(reliefSide-1)-1)
	}
	return &r
}

// slope is how much it rises toward the left and the top at a point.
func (r *relief) slope(x, y float64) (left, top float64) {
	i := int((x + 1) / 2 * (reliefSide - 1))
	j := int((y + 1) / 2 * (reliefSide - 1))
	at := j*reliefSide + i
	const step = 2.0 / (reliefSide - 1)
	return (r[at] - r[at+1]) / step, (r[at] - r[at+reliefSide]) / step
}

const outlineAngles = 256

// outline is the radius of an asteroid for each direction. It is a table, because each pixel asks
// several times.
type outline [outlineAngles + 1]float64

func bumps(seed uint64) *outline {
	var o outline
	for i := range o {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / outlineAngles)
		o[i] = rockEdge * (1 + 0.16*(fractal(2*cos+20, 2*sin+20, 3, seed)-0.5))
	}
	return &o
}

func (o *outline) at(x, y float64) float64 {
	at := (math.Atan2(y, x)/(2*math.Pi) + 0.5) * outlineAngles
	i := min(int(at), outlineAngles-1)
	part := at - float64(i)
	return o[i]*(1-part) + o[i+1]*part
}

// shard paints a splinter of a ship.
func shard(look uint64) shade {
	var p []point
	for i := range uint64(5) {
		a := 2 * math.Pi * (float64(i) + 0.6*unit(look*77+i)) / 5
		r := 0.45 + 0.45*unit(look*77+i+50)
		p = append(p, point{r * math.Cos(a), r * math.Sin(a)})
	}
	return func(x, y, pixel float64) rgba {
		d := polygon(p, x, y)
		v := (0.55 - 0.3*y) * (0.5 + 0.5*smooth(0, 0.25, -d))
		return solid(v, v, clamp01(1.08*v), cover(d, pixel))
	}
}
