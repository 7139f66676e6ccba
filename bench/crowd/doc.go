// Package crowd is the game that servers are compared with: people who walk and run, 20 ticks a
// second, and nothing else. What others have measured of their servers is this shape of load, so
// that the arena's bullets and asteroids would compare nothing.
//
//	def := crowd.Sized(1000) // each sees about 30 others
//	def := crowd.Full(800)   // each sees all others
//
// A walker is x, y, angle, hp and kind, and whose it is, which is sent when it comes into view. The
// input is where to go and whether to run.
package crowd
