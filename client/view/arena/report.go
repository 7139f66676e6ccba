package arena

import (
	"tickwire/client/app"
	"tickwire/game"
	rules "tickwire/game/arena"
)

// Report implements app.Reporter; the package's documentation lists what it tells.
func (v *View) Report(m map[string]any, sc *app.Scene) {
	at := func(x, y float64) (float64, float64) {
		px, py := v.cam.at(x, y)
		return sc.OnWindow(float64(px), float64(py))
	}
	zoom, _ := sc.OnWindow(v.cam.zoom, 0)
	px, py := at(v.x, v.y)
	m["alive"], m["x"], m["y"] = v.alive, v.x, v.y
	m["vx"], m["vy"] = v.ship.Vel.X.Float(), v.ship.Vel.Y.Float()
	m["angle"] = degrees(v.ship.Angle.Radians())
	m["hp"], m["energy"], m["score"] = v.ship.HP, v.ship.Energy, v.pilot.Score
	if !v.alive {
		m["hp"] = 0
	}
	m["screen_x"], m["screen_y"], m["zoom"] = px, py, zoom
	m["steering"], m["side"] = v.controls.by.String(), v.side
	m["shots"], m["hits"], m["kills"] = v.counts.shots, v.counts.hits, v.counts.kills
	m["bullets"], m["asteroids"] = v.counts.bullets, v.counts.rocks
	ships := make([]map[string]any, 0, len(v.seen))
	for i := range v.seen {
		s := &v.seen[i]
		x, y := at(s.x, s.y)
		ships = append(ships, map[string]any{
			"player": s.player, "name": s.name, "x": s.x, "y": s.y, "angle": degrees(s.angle), "hp": s.hp,
			"screen_x": x, "screen_y": y,
		})
	}
	m["ships"] = ships
}

func degrees(radians float64) float64 { return radians * 180 / 3.141592653589793 }

// seenShip is a ship in the picture that was drawn last.
type seenShip struct {
	id     game.EntityID
	player game.PlayerID
	name   string
	bot    bool
	x, y   float64
	vx, vy float64 // units per second
	angle  float64 // radians
	hp     uint8
	flags  uint8
}

// counts are for tests and tools.
type counts struct{ shots, hits, kills, bullets, rocks int }

// ships collects the ships of a scene and finds the own one.
func (v *View) ships(s *app.Scene) {
	v.seen = v.seen[:0]
	v.alive = false
	var ship rules.Ship
	rate := float64(s.Rate)
	for i := range rules.Ships.Len(s.Rows) {
		id := rules.Ships.Get(s.Rows, i, &ship)
		x := seenShip{
			id: id, player: ship.Owner, x: ship.Pos.X.Float(), y: ship.Pos.Y.Float(),
			vx: rate * ship.Vel.X.Float(), vy: rate * ship.Vel.Y.Float(),
			angle: ship.Angle.Radians(), hp: ship.HP, flags: ship.Flags,
		}
		if e := s.Entry(ship.Owner); e != nil {
			x.name, x.bot = e.Name, e.Bot
		}
		v.seen = append(v.seen, x)
		if ship.Owner == s.Local {
			v.alive, v.ship, v.x, v.y = true, ship, x.x, x.y
		}
	}
	var pilot rules.Pilot
	for i := range rules.Pilots.Len(s.Rows) {
		if rules.Pilots.Get(s.Rows, i, &pilot); pilot.Owner == s.Local {
			v.pilot = pilot
			if !v.alive && pilot.Respawn != 0 {
				v.x, v.y = pilot.Last.X.Float(), pilot.Last.Y.Float()
			}
		}
	}
	var a rules.Arena
	for i := range rules.Arenas.Len(s.Rows) {
		rules.Arenas.Get(s.Rows, i, &a)
		v.side = a.Side.Float()
	}
	v.counts.bullets, v.counts.rocks = rules.Bullets.Len(s.Rows), rules.Asteroids.Len(s.Rows)
}
