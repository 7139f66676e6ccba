package arena

import "math"

// softGlow falls off like a lamp in haze.
func softGlow(x, y, _ float64) rgba {
	r := clamp01(1 - math.Hypot(x, y))
	return gray(r * r * (0.35 + 0.65*r))
}

// smoke is a puff.
func smoke(x, y, _ float64) rgba {
	r := clamp01(1 - math.Hypot(x, y))
	n := fractal(2.6*x+7, 2.6*y+3, 4, 41)
	return gray(smooth(0, 0.55, r) * smooth(0.2, 0.8, n+0.5*r) * 0.8)
}

// flare is a glow with rays.
func flare(x, y, _ float64) rgba {
	r := math.Hypot(x, y)
	ray := 0.016 / (math.Abs(x*y)*9 + 0.016)
	v := 1.3*math.Pow(clamp01(1-r), 3) + 0.6*ray*math.Pow(clamp01(1-r), 2)
	return gray(clamp01(v))
}

// flame is the exhaust of an engine: from the nozzle at the right to the left.
func flame(x, y, _ float64) rgba {
	t := (1 - x) / 2 // 0 at the nozzle
	width := 0.62*math.Sqrt(clamp01(4*t))*(1-t) + 0.02
	v := clamp01(1 - math.Abs(y)/width)
	return gray(v * v * (3 - 2*v) * math.Pow(1-t, 1.3))
}

// bolt is a bullet: a hot core in a glow, pointed to the right.
func bolt(x, y, _ float64) rgba {
	cx := min(max(x, -0.45), 0.55)
	core := math.Hypot(2*(x-cx), y)
	tail := smooth(-1, 0.4, x)
	v := smooth(0.3, 0.12, core) + 0.55*math.Pow(clamp01(1-core), 2)*tail
	return gray(clamp01(v))
}

// streak is a spark that flies.
func streak(x, y, _ float64) rgba {
	return gray(math.Pow(clamp01(1-math.Abs(y)), 2) * smooth(-1, 0.6, x) * smooth(1, 0.7, x))
}

// ring is a shock wave: sharp outside, fading inward.
func ring(x, y, pixel float64) rgba {
	r := math.Hypot(x, y)
	return gray(smooth(0.96, 0.9, r) * (math.Pow(smooth(0.3, 0.92, r), 5) + 0.04*smooth(0.9, 0, r)))
}

// bubble is a shield: bright at its edge, with a highlight and cells.
func bubble(x, y, _ float64) rgba {
	r := math.Hypot(x, y)
	edge := math.Pow(smooth(0.2, 0.9, r), 4) * smooth(0.97, 0.9, r)
	shine := 0.5 * smooth(0.5, 0, math.Hypot((x+0.42)/1.1, y+0.5))
	return gray(clamp01(0.9*edge + shine*smooth(0.95, 0.8, r) + 0.05*smooth(0.95, 0.9, r)))
}

// star is a small sharp light.
func star(x, y, _ float64) rgba {
	r := clamp01(1 - math.Hypot(x, y))
	return gray(clamp01(1.5 * r * r * r))
}

// dot is a disc.
func dot(x, y, pixel float64) rgba { return gray(cover(math.Hypot(x, y)-0.9, 2*pixel)) }

// wall is a border seen across: a bright line with a glow on either side. It is the same at every
// x, and its middle is the border.
func wall(_, y, _ float64) rgba {
	v := math.Pow(clamp01(1-math.Abs(y)), 3)
	return gray(clamp01(0.55*v + smooth(0.12, 0.04, math.Abs(y))))
}

// cross is what the mouse aims with.
func cross(x, y, pixel float64) rgba {
	r := math.Hypot(x, y)
	circle := cover(math.Abs(r-0.56)-0.05, pixel)
	arms := cover(max(min(math.Abs(x), math.Abs(y))-0.045, 0.36-r, r-0.8), pixel)
	return gray(max(0.85*circle, arms, cover(r-0.08, pixel)))
}

// arrow points to +x.
func arrow(x, y, pixel float64) rgba {
	d := polygon([]point{{0.85, 0}, {-0.6, 0.7}, {-0.25, 0}, {-0.6, -0.7}}, x, y)
	return gray(cover(d, pixel))
}
