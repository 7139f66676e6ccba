// Package fixed is the arithmetic that games simulate with: fixed-point scalars, vectors, angles
// and seeded random numbers that are equal bit for bit on amd64, arm64 and wasm.
//
// Floating point is not enough for that: a compiler may fuse a multiplication and an addition
// (Go does on arm64, not on amd64), and two machines then disagree in the last bit. Everything
// that decides a simulation is therefore integer arithmetic here, the tables included: they are
// committed numbers, not computed at start. Only Float and Radians return floating point, and
// only drawing may use them.
//
// Units. A Scalar counts 1/256ths (the quantum), an Angle counts 1/65536ths of a turn. Angle 0
// points along +X and a quarter turn along +Y, so angles grow clockwise where Y points down.
//
// Overflow. Functions and methods of this package saturate at ±MaxScalar and never wrap. The
// range is symmetric on purpose: negating the arguments negates the result, so a game has no
// preferred direction. Go's own + and - on a Scalar wrap as int32 does; a world within ±2^20
// units has room to spare. The one value outside the range, -1<<31, can come only from such a
// wrap or from a peer; every function accepts it without a panic.
//
// Ownership. Everything is a value, nothing is shared, nothing allocates, and the functions may
// be called from any goroutine. A Rand belongs to whoever holds the variable.
//
//	ship := fixed.Vec{X: fixed.FromInt(10), Y: fixed.FromInt(-4)}
//	aim := fixed.Atan2(mouse.Y-ship.Y, mouse.X-ship.X)
//	heading = fixed.Turn(heading, aim, fixed.FromDegrees(6))
//	velocity = velocity.Add(heading.Unit(fixed.One / 8)).Clamped(fixed.FromInt(2))
//	next := ship.Add(velocity)
//	if t, hit := fixed.SegmentHitsCircle(ship, next, rock, fixed.FromInt(3)); hit {
//		next = ship.Add(velocity.Scale(t))
//	}
package fixed
