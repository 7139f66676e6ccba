package arena

import (
	"fmt"
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/client/app"
	rules "tickwire/game/arena"
)

// The colours of the instruments.
var (
	ink   = color.NRGBA{0xe6, 0xee, 0xf8, 0xff}
	dim   = color.NRGBA{0xa4, 0xb2, 0xc6, 0xff}
	panel = rgba{0.014, 0.024, 0.046, 0.62}
	track = rgba{0.07, 0.09, 0.13, 0.8}
	blood = rgba{1, 0.3, 0.25, 1}
)

// fonts are texts to be written over the shapes of the batch, which go to the screen first.
type fonts struct{ lines []written }

type written struct {
	text string
	x, y float64
	how  app.Text
}

func (f *fonts) write(how app.Text, text string, x, y float64) {
	f.lines = append(f.lines, written{text, x, y, how})
}

func (f *fonts) draw(dst *ebiten.Image) {
	for i := range f.lines {
		l := &f.lines[i]
		l.how.Draw(dst, l.text, l.x, l.y)
	}
	f.lines = f.lines[:0]
}

// tint is a colour for texts.
func tint(c rgba, strength float64) color.NRGBA {
	to := func(v float32) uint8 { return uint8(255 * clamp01(float64(v))) }
	return color.NRGBA{to(c.r), to(c.g), to(c.b), uint8(255 * clamp01(strength))}
}

// drawHUD draws the instruments, in the full resolution of the screen.
func (v *View) drawHUD(screen *ebiten.Image, s *app.Scene) {
	v.vignette(s)
	v.labels(s)
	v.pointers(s)
	v.minimap(s)
	v.leaderboard(s)
	v.killFeed(s)
	if v.alive {
		v.gauges(s)
	} else {
		v.waiting(s)
	}
	v.stick(s)
	v.aimCross(s)
	v.batch.draw(screen)
	v.fonts.draw(screen)
}

// vignette reddens the edge after a hit, and faintly while little is left.
func (v *View) vignette(s *app.Scene) {
	strength := v.hurt
	if v.alive && v.ship.HP <= 30 {
		strength = max(strength, 0.24+0.12*math.Sin(5*s.Now.Seconds()))
	}
	if strength < 0.02 {
		return
	}
	// Four glows whose middles lie on the edges: bright there, gone at a third of the way in.
	w, h := float32(s.Width), float32(s.Height)
	c := blood.times(float32(0.75 * strength))
	deep := 0.34 * h
	v.batch.sprite(spriteGlow, w/2, 0, 0.9*w, deep, 1, 0, c)
	v.batch.sprite(spriteGlow, w/2, h, 0.9*w, deep, 1, 0, c)
	v.batch.sprite(spriteGlow, 0, h/2, deep, 0.9*h, 1, 0, c)
	v.batch.sprite(spriteGlow, w, h/2, deep, 0.9*h, 1, 0, c)
}

// labels writes names and health over the others' ships.
func (v *View) labels(s *app.Scene) {
	for i := range v.seen {
		p := &v.seen[i]
		x, y := v.cam.at(p.x, p.y)
		if p.player == s.Local || !v.cam.shows(x, y, 0) {
			continue
		}
		u := float32(s.UI)
		top := y - float32(22*v.cam.zoom)
		c := colour(p.player, s.Local)
		if p.hp < rules.MaxHP {
			w := 40 * u
			v.batch.rect(x-w/2-u, top-u, w+2*u, 4*u+2*u, rgba{0, 0, 0, 0.6})
			v.batch.rect(x-w/2, top, w*float32(p.hp)/rules.MaxHP, 4*u, c)
			top -= 4 * u
		}
		strength := 0.95
		if p.bot {
			strength = 0.8
		}
		v.fonts.write(app.Text{Size: 12 * s.UI, Color: tint(c, strength), Align: 0.5}, p.name, float64(x), float64(top)-16*s.UI)
	}
}

// pointers are arrows at the edge toward ships outside of the picture.
func (v *View) pointers(s *app.Scene) {
	if !v.alive {
		return
	}
	u := float32(s.UI)
	inset := 26 * s.UI
	for i := range v.seen {
		p := &v.seen[i]
		fx, fy := v.cam.at(p.x, p.y)
		if v.cam.shows(fx, fy, float32(10*v.cam.zoom)) {
			continue
		}
		dx, dy := float64(fx)-v.cam.w/2, float64(fy)-v.cam.h/2
		k := min((v.cam.w/2-inset)/max(math.Abs(dx), 1), (v.cam.h/2-inset)/max(math.Abs(dy), 1))
		far := math.Hypot(dx, dy)
		near := float32(clamp01(1.25 - math.Hypot(p.x-v.x, p.y-v.y)/900))
		c := colour(p.player, s.Local).times(0.25 + 0.6*near)
		v.batch.sprite(spriteArrow, float32(v.cam.w/2+k*dx), float32(v.cam.h/2+k*dy), 9*u, 9*u, float32(dx/far), float32(dy/far), c)
	}
}

// gauges show the own ship's health and energy at the bottom.
func (v *View) gauges(s *app.Scene) {
	u := float32(s.UI)
	w, h := min(210*u, float32(s.Width)/2-mapSide(s)-46*u), 11*u
	x, y := float32(s.Width)/2-w-8*u, float32(s.Height)-30*u
	v.batch.rect(x-10*u, y-26*u, 2*w+36*u, h+36*u, panel)
	hp := float32(v.ship.HP) / rules.MaxHP
	hull := own
	if hp <= 0.3 {
		hull = blood
	} else if hp <= 0.6 {
		hull = rgba{1, 0.75, 0.3, 1}
	}
	v.gauge(x, y, w, h, u, hp, hull)
	energy := float32(v.ship.Energy) / rules.MaxEnergy
	v.gauge(x+w+16*u, y, w, h, u, energy, rgba{1, 0.85, 0.4, 1})
	name := app.Text{Font: app.Bold, Size: 12 * s.UI, Color: dim}
	value := app.Text{Font: app.Bold, Size: 12 * s.UI, Color: ink, Align: 1}
	line := float64(y - 19*u)
	v.fonts.write(name, "HULL", float64(x), line)
	v.fonts.write(value, fmt.Sprint(v.ship.HP), float64(x+w), line)
	v.fonts.write(name, "ENERGY", float64(x+w+16*u), line)
	dash := app.Text{Font: app.Bold, Size: 12 * s.UI, Color: tint(rgba{1, 0.85, 0.4, 1}, 1), Align: 1}
	if v.ship.Boost == 0 && v.ship.Energy >= dashEnergy {
		v.fonts.write(dash, "DASH READY", float64(x+2*w+16*u), line)
	}
}

// dashEnergy is what a dash costs by the rules; they do not export it.
const dashEnergy = 40

func (v *View) gauge(x, y, w, h, u, part float32, c rgba) {
	v.batch.rect(x-2*u, y-2*u, w+4*u, h+4*u, panel)
	v.batch.rect(x, y, w, h, track)
	v.batch.rect(x, y, w*part, h, c.times(0.9))
	v.batch.rect(x, y, w*part, h*0.4, rgba{1, 1, 1, 0}.times(0.16))
}

// waiting tells a dead player who did it and when the next ship comes.
func (v *View) waiting(s *app.Scene) {
	if v.pilot.Respawn == 0 {
		return
	}
	left := max(float64(int64(v.pilot.Respawn)-int64(s.Tick))/float64(s.Rate), 0)
	y := s.Height * 0.36
	title := "Destroyed"
	if v.feed.killer != "" {
		title = "Destroyed by " + v.feed.killer
	}
	v.fonts.write(app.Text{Font: app.Bold, Size: 30 * s.UI, Color: tint(blood, 1), Align: 0.5}, title, s.Width/2, y)
	v.fonts.write(app.Text{Size: 18 * s.UI, Color: ink, Align: 0.5}, fmt.Sprintf("a new ship in %.1f s", left), s.Width/2, y+46*s.UI)
	u, w := float32(s.UI), float32(220*s.UI)
	v.gauge(float32(s.Width)/2-w/2, float32(y+84*s.UI), w, 5*u, u, 1-float32(min(left/3, 1)), own)
}

// aimCross replaces the mouse's own cursor while the mouse steers.
func (v *View) aimCross(s *app.Scene) {
	mode := ebiten.CursorModeVisible
	if v.controls.by == byMouse && !s.Typing {
		mode = ebiten.CursorModeHidden
		v.batch.spot(spriteCross, float32(s.MouseX), float32(s.MouseY), float32(15*s.UI), own.times(0.95))
	}
	if ebiten.CursorMode() != mode {
		ebiten.SetCursorMode(mode)
	}
}

// stick shows where the thumb is.
func (v *View) stick(s *app.Scene) {
	if !v.touch.held {
		return
	}
	r := float32(stickReach * s.UI)
	v.batch.spot(spriteRing, float32(v.touch.x0*s.Width), float32(v.touch.y0*s.Height), 1.2*r, own.light(0.5))
	v.batch.spot(spriteDot, float32(v.touch.x), float32(v.touch.y), 0.4*r, own.times(0.6))
}
