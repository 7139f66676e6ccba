package arena

import "math"

// hullShape is one look of ships: outlines from nose to tail, of one side; the other mirrors it.
// A ship points to +x; 1 is 20 units, and the circle that collides has 0.7.
type hullShape struct {
	body, wing []point
	cockpit    point // of which x and half length
	engines    []float64
}

var ships = [hullLooks]hullShape{
	{ // dart
		body:    mirrored([]point{{0.86, 0}, {0.45, 0.12}, {0, 0.2}, {-0.5, 0.19}, {-0.62, 0.12}, {-0.62, 0}}),
		wing:    mirrored([]point{{0.3, 0.1}, {-0.1, 0.3}, {-0.34, 0.68}, {-0.62, 0.74}, {-0.52, 0.4}, {-0.5, 0}}),
		cockpit: point{0.26, 0.2}, engines: []float64{0},
	},
	{ // manta
		body:    mirrored([]point{{0.72, 0}, {0.6, 0.13}, {0.2, 0.22}, {-0.3, 0.24}, {-0.56, 0.16}, {-0.5, 0}}),
		wing:    mirrored([]point{{0.5, 0.1}, {0.36, 0.4}, {0.02, 0.66}, {-0.5, 0.76}, {-0.3, 0.5}, {-0.48, 0.34}, {-0.45, 0}}),
		cockpit: point{0.34, 0.16}, engines: []float64{-0.22, 0.22},
	},
	{ // twin
		body:    mirrored([]point{{0.7, 0}, {0.52, 0.14}, {0.1, 0.17}, {-0.34, 0.14}, {-0.4, 0}}),
		wing:    mirrored([]point{{0.3, 0}, {0.28, 0.3}, {0.66, 0.4}, {0.62, 0.5}, {-0.1, 0.6}, {-0.62, 0.62}, {-0.64, 0.38}, {-0.2, 0.3}, {-0.25, 0}}),
		cockpit: point{0.3, 0.18}, engines: []float64{-0.5, 0.5},
	},
}

// hull paints metal: plates lit from the front left, dark seams and edges, glass.
func hull(s *hullShape) shade {
	return func(x, y, pixel float64) rgba {
		body, wing := polygon(s.body, x, y), polygon(s.wing, x, y)
		d := min(body, wing)
		c := cover(d, pixel)
		if c == 0 {
			return rgba{}
		}
		light := 0.5 + 0.12*x - 0.22*y*smooth(0, 0.5, math.Abs(y))
		if body < 0 { // a rounded spine
			light = 0.66 + 0.1*x - 0.9*y*math.Abs(y)/0.2
		}
		light *= 0.93 + 0.12*fractal(9*x, 9*y, 2, 5)
		seams := min(math.Abs(math.Mod(x+2.03, 0.23)-0.11), math.Abs(math.Mod(math.Abs(y)+0.06, 0.21)-0.1))
		light *= 0.78 + 0.22*smooth(0.004, 0.018, seams)
		light *= 0.35 + 0.65*smooth(0, 0.055, -d)              // the edge
		light *= 0.6 + 0.4*smooth(0.002, 0.02, math.Abs(body)) // where wings begin
		r, g, b := 0.86*light, 0.93*light, 1.04*light
		for _, e := range s.engines {
			nozzle := smooth(0.11, 0.05, math.Hypot((x+0.55)*0.8, y-e))
			r, g, b = r*(1-nozzle)+0.95*nozzle, g*(1-nozzle)+0.75*nozzle, b*(1-nozzle)+0.5*nozzle
		}
		if g0 := math.Hypot((x-s.cockpit.x)/s.cockpit.y, y/0.075); g0 < 1.25 {
			glass := smooth(1.2, 0.95, g0)
			shine := smooth(0.9, 0, math.Hypot((x-s.cockpit.x-0.05)/0.09, (y+0.025)/0.03))
			r = r*(1-glass) + glass*(0.06+0.8*shine)
			g = g*(1-glass) + glass*(0.14+0.8*shine)
			b = b*(1-glass) + glass*(0.24+0.75*shine)
		}
		return solid(clamp01(r), clamp01(g), clamp01(b), c)
	}
}

// paint is the player's colour on the wings and a band around the nose, over the metal.
func paint(s *hullShape) shade {
	return func(x, y, pixel float64) rgba {
		body, wing := polygon(s.body, x, y), polygon(s.wing, x, y)
		on := cover(wing+0.05, 2*pixel) * smooth(-0.01, 0.03, body)
		tip := cover(body+0.03, 2*pixel) * smooth(0.44, 0.48, x) * smooth(0.62, 0.58, x)
		stripe := cover(body+0.02, 2*pixel) * smooth(-0.06, -0.1, x) * smooth(-0.36, -0.32, x) * smooth(0.03, 0.05, math.Abs(y))
		on = max(on, tip, stripe)
		light := 0.82 + 0.2*x - 0.25*y
		light *= 0.7 + 0.3*smooth(0.05, 0.14, -wing)
		return solid(clamp01(light), clamp01(light), clamp01(light), 0.92*on)
	}
}
