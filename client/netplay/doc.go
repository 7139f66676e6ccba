// Package netplay turns what arrives from a server into what a player sees: input clock, render
// clock, interpolation, merged views for prediction and the decay of its errors.
//
// Everything in it is a pure function of bytes, input and time: no socket, no goroutine and no
// clock. Time is handed in as a time.Duration since any start that the caller likes. A value
// belongs to one goroutine and what it returns is valid until its next call.
//
//	from, to := clock.Advance(now) // input ticks that are due: sample and send each
//	remote.Frame(frameTick, now)   // for every frame;
//	history.Frame(frameTick)       // then for each scope in it:
//	history.Add(scope, content)
//	history.Sample(remote.Advance(now), rows) // what to draw
package netplay
