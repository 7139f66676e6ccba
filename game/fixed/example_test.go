package fixed_test

import (
	"fmt"

	"tickwire/game/fixed"
)

// A ship turns toward what it aims at, accelerates, and keeps to its top speed.
func Example() {
	ship := fixed.Vec{X: fixed.FromInt(10), Y: fixed.FromInt(-4)}
	aim := fixed.Vec{X: fixed.FromInt(10), Y: fixed.FromInt(96)}
	var heading fixed.Angle
	var velocity fixed.Vec
	for range 30 {
		d := aim.Sub(ship)
		heading = fixed.Turn(heading, fixed.Atan2(d.Y, d.X), fixed.FromDegrees(6))
		velocity = velocity.Add(heading.Unit(fixed.One / 4)).Clamped(2 * fixed.One)
		ship = ship.Add(velocity)
	}
	fmt.Printf("at %v, %v with speed %v\n", ship.X.Float(), ship.Y.Float(), velocity.Len().Float())
	// Output: at 33.06640625, 37.0234375 with speed 1.99609375
}

func ExampleMul() {
	price, half := fixed.FromInt(3), fixed.One/2
	fmt.Println(fixed.Mul(price, half).Float(), fixed.Div(price, half).Float())
	// Output: 1.5 6
}

func ExampleSegmentHitsCircle() {
	from, to := fixed.Vec{}, fixed.Vec{X: fixed.FromInt(100)}
	rock := fixed.Vec{X: fixed.FromInt(60), Y: fixed.FromInt(6)}
	t, hit := fixed.SegmentHitsCircle(from, to, rock, fixed.FromInt(10))
	contact := from.Add(to.Sub(from).Scale(t))
	fmt.Println(hit, contact.X.Float())
	// Output: true 52.34375
}

// A stream is keyed by what both sides know, so that both draw the same.
func ExampleNewRand() {
	const seed, tick, player = 1, 1000, 7
	server, client := fixed.NewRand(seed, tick, player), fixed.NewRand(seed, tick, player)
	fmt.Println(server.Intn(1000) == client.Intn(1000), server.Angle() == client.Angle())
	// Output: true true
}
