package arena

import "math"

// maxParticles bounds what is drawn for looks alone; the oldest make room for new ones.
const maxParticles = 1600

// layer says where particles are drawn: under the ships or over them.
type layer uint8

const (
	under layer = iota
	over
)

// particle is something that is only looked at.
type particle struct {
	sprite     spriteID
	layer      layer
	along      bool    // turned into the direction in which it flies
	x, y       float32 // units
	vx, vy     float32 // units per second
	drag       float32 // part of the speed that is lost per second
	age, life  float32 // seconds
	size, grow float32 // half its side in units, and units per second
	flat       float32 // height by width; 0 is 1
	turn, spin float32 // radians, and per second
	c          rgba
}

// particles is a pool: a ring, in which those that are over are passed by.
type particles struct {
	ring [maxParticles]particle
	next int
	seed uint64
}

// add puts a particle into the pool.
func (p *particles) add(q particle) {
	p.ring[p.next] = q
	p.next = (p.next + 1) % maxParticles
}

// random is a number from lo to hi.
func (p *particles) random(lo, hi float32) float32 {
	p.seed++
	return lo + (hi-lo)*float32(unit(p.seed*0x9e3779b97f4a7c15))
}

// times is how often something happens in a time, for a rate per second: what is left of a whole
// number happens by chance.
func (p *particles) times(rate, passed float32) int {
	return int(rate*passed + p.random(0, 1))
}

func (p *particles) clear() {
	for i := range p.ring {
		p.ring[i].life = 0
	}
}

// step moves all by a time in seconds.
func (p *particles) step(passed float32) {
	for i := range p.ring {
		q := &p.ring[i]
		if q.age >= q.life {
			continue
		}
		q.age += passed
		keep := max(1-q.drag*passed, 0)
		q.vx, q.vy = q.vx*keep, q.vy*keep
		q.x, q.y = q.x+q.vx*passed, q.y+q.vy*passed
		q.size = max(q.size+q.grow*passed, 0)
		q.turn += q.spin * passed
	}
}

func (p *particles) draw(b *batch, cam *camera, l layer) {
	z := float32(cam.zoom)
	for i := range p.ring {
		q := &p.ring[i]
		if q.age >= q.life || q.layer != l {
			continue
		}
		x, y := cam.at(float64(q.x), float64(q.y))
		half := q.size * z
		if !cam.shows(x, y, half) {
			continue
		}
		fade := 1 - q.age/q.life
		cos, sin := float32(1), float32(0)
		switch {
		case q.along:
			if v := float32(math.Hypot(float64(q.vx), float64(q.vy))); v > 0 {
				cos, sin = q.vx/v, q.vy/v
			}
		case q.turn != 0:
			s64, c64 := math.Sincos(float64(q.turn))
			cos, sin = float32(c64), float32(s64)
		}
		high := half
		if q.flat != 0 {
			high *= q.flat
		}
		b.sprite(q.sprite, x, y, half, high, cos, sin, q.c.times(fade))
	}
}
