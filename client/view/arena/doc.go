// Package arena draws the game arena and reads the devices for it.
//
// All that moves is a sprite of one atlas, which the package paints itself when it starts, and
// goes to the screen in one call for the world and one for the instruments: software renderers
// pay for each call and each anti-aliased path. A View belongs to the goroutine of app.
//
//	err := app.Run(ctx, app.Config{Def: rules.Definition(), View: arena.New(), URL: url})
//
// Its part of the state for tests and tools, beside the fields of app:
//
//	alive            the own ship exists
//	x y              of the own ship, or of where it was last, in units
//	vx vy            its velocity in units per tick
//	angle            its heading in degrees, clockwise from +x
//	hp energy score  of the own player
//	screen_x screen_y   of the own ship in the window, in device pixels
//	zoom             device pixels per unit
//	steering         "mouse", "keys" or "touch"
//	side             of the arena, in units
//	ships            of all that are held, own included: player, name, x, y, angle, hp, screen_x,
//	                 screen_y, in order of entity
//	bullets asteroids   how many are held
//	shots hits kills    events since the start: own shots, hits seen, lines of the kill feed
package arena
