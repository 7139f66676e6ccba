package arena

import (
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/client/app"
	"tickwire/game"
	rules "tickwire/game/arena"
)

// View is the picture of arena: an app.View. Make one with New.
type View struct {
	atlas    *atlas
	batch    batch
	cam      camera
	sky      sky
	dust     particles
	controls controls
	touch    touch
	feed     feed
	marks    marks
	fonts    fonts
	board    []standing
	boardEnd float64 // where the leaderboard ends, in pixels

	// What the last scene showed.
	alive  bool
	ship   rules.Ship  // own; the last one while dead
	pilot  rules.Pilot // own
	x, y   float64     // of the own ship, in units
	side   float64     // of the arena
	seen   []seenShip
	counts counts

	flashes map[game.PlayerID]time.Duration // when a ship was hit last
	hurt    float64                         // how red the edge of the picture is, 0 to 1
	bornAt  time.Duration                   // when the own ship came
	was     game.EntityID                   // own ship of the last picture
}

// New makes a view. It paints its sprites, which takes some tenths of a second in a browser.
func New() *View {
	v := &View{atlas: newAtlas(), flashes: map[game.PlayerID]time.Duration{}, marks: newMarks()}
	v.batch.atlas = v.atlas
	v.sky = newSky()
	return v
}

// Draw implements app.View.
func (v *View) Draw(screen *ebiten.Image, s *app.Scene) {
	v.ships(s)
	v.marks.of(s.Local)
	if s.Fresh {
		v.forget()
	}
	v.cam.size(s.Width, s.Height)
	v.follow(s)
	if s.Playing {
		v.emit(s)
		v.dust.step(float32(s.Passed.Seconds()))
		v.hurt *= max(1-2.2*s.Passed.Seconds(), 0)
	}
	v.world(screen, &v.cam, s)
	if s.Playing {
		v.drawHUD(screen, s)
	}
}

// forget drops effects in flight: they belong to another time.
func (v *View) forget() {
	v.dust.clear()
	clear(v.flashes)
	v.hurt = 0
	v.feed.lines = v.feed.lines[:0]
}

// follow keeps the camera on the own ship, or on where it was. It jumps when that is somewhere
// else altogether, as after a respawn.
func (v *View) follow(s *app.Scene) {
	jump := s.Fresh
	if v.pilot.Ship != v.was && v.pilot.Ship != 0 {
		jump, v.bornAt = true, s.Now
	}
	v.was = v.pilot.Ship
	aimX, aimY := 0.0, 0.0
	if v.alive && v.controls.by == byMouse {
		aimX, aimY = (s.MouseX-v.cam.w/2)/v.cam.zoom, (s.MouseY-v.cam.h/2)/v.cam.zoom
	} else if v.alive {
		aimX, aimY = 5*v.ship.Vel.X.Float()*leadShare*6, 5*v.ship.Vel.Y.Float()*leadShare*6
	}
	v.cam.follow(v.x, v.y, aimX, aimY, s.Passed.Seconds(), jump)
}
