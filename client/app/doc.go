// Package app turns a game and a view of it into a program with a window: it keeps a link to a
// server, draws, reads the devices, says what is wrong in words, and dials again. It knows no
// game; the same program runs on the desktop and in a browser.
//
//	type view struct{}
//
//	func (view) Input(dst []int32, s *app.Scene) []int32 {
//		return dots.Inputs.Encode(dst, &dots.Input{Left: ebiten.IsKeyPressed(ebiten.KeyLeft)})
//	}
//	func (view) Event(log *game.EventLog, s *app.Scene)      {}
//	func (view) Draw(screen *ebiten.Image, s *app.Scene) {
//		for _, d := range dots.Dots.All(s.Rows) {
//			screen.Set(int(d.X), int(d.Y), color.White)
//		}
//	}
//
//	err := app.Run(ctx, app.Config{Def: dots.Definition(), View: view{}, URL: "ws://localhost:8080/ws"})
//
// # Goroutines
//
// One goroutine owns the netcode: it waits for messages and for ticks, and so goes on while a tab
// is hidden or a picture takes long to draw. Link.Run is a second. Ebitengine's is the third; it
// copies what it draws out under the session's mutex and calls the view outside of it. So a view
// needs no locks, and nothing that it does delays an input. While a lost link is dialled anew there
// may be some tries at once; see package client/redial.
//
// # Coming back
//
// The client comes back by itself to a place that the server keeps: after a loss that the system
// tells of, and after some seconds in which nothing comes. Config.Memory is for coming back after the
// program has ended without a good-bye, such as the reload of a page. While nobody looks, as when the
// tab is hidden, the server is not told what has come and stops sending; the first picture ends that.
//
// Where no WebSocket gets through it plays by long polling, and goes on looking for one: when there is
// one the player moves to it between two pictures; see package client/redial. Of both the player is told once.
// Config.Ways is for beginning with long polling at the next start.
//
// # State for tests and tools
//
// In a browser globalThis.tickwire is an object that is made anew at each look at it. On the
// desktop Config.State gets the same object as a line of JSON, ten times a second at most. Its
// fields:
//
//	state            "connecting", "joining", "playing", "away" (the link is lost, the place is kept),
//	                 "waiting" (to dial again) or "ended"
//	reason           why there is no link, in words; absent while there is one
//	close_code       of the last link that ended; absent before
//	retry_ms         until the next dial; only while waiting
//	drain_ms         until the server restarts; only while playing, and where it said so
//	left_ms          for which the server keeps the player's place; only while away
//	news             what the player is told about the place; absent when it is old
//	resumes          links that went on with the player of an earlier one
//	transport        "websocket", "long-polling" or "polling"
//	fallback         whether that is because no WebSocket gets through
//	attempt          dials since the last time that a player got in
//	player           own id; 0 before the server has given one
//	name             own name in the room
//	room             that the client asked for
//	tick             of the newest frame
//	players          in the room
//	entities         that the view holds
//	scopes           held
//	rtt_ms jitter_ms input_margin_ms snapshot_age_ms delay_ms lag_ms
//	bytes_per_s frames_per_s frames mispredictions
//	fps              pictures per second
//	width height     of the window, in device pixels
//	detail           part of the window's resolution that pictures have: less than 1 on slow machines
//	chat             the last line of chat, as "name: text"
//
// A view that is a Reporter adds its own.
package app
