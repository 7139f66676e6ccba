package game_test

import (
	"math"
	"testing"

	"tickwire/game"
)

func TestInterpolate(t *testing.T) {
	for _, c := range []struct {
		name     string
		in       game.Interp
		from, to int32
		fraction int64
		want     int32
	}{
		{"step before", game.InterpStep, 3, 9, 255, 3},
		{"step at", game.InterpStep, 3, 9, 256, 9},
		{"lerp start", game.InterpLerp, 100, 200, 0, 100},
		{"lerp half", game.InterpLerp, 100, 200, 128, 150},
		{"lerp end", game.InterpLerp, 100, 200, 256, 200},
		{"lerp ahead", game.InterpLerp, 100, 200, 512, 300},
		{"lerp back", game.InterpLerp, 100, 200, -256, 0},
		{"lerp down", game.InterpLerp, 100, -100, 64, 50},
		{"lerp over the whole range", game.InterpLerp, math.MinInt32, math.MaxInt32, 256, math.MaxInt32},
		{"lerp half of the whole range", game.InterpLerp, math.MinInt32, math.MaxInt32, 128, -1},
		{"angle plain", game.InterpAngle, 1000, 2000, 128, 1500},
		{"angle through 0 upwards", game.InterpAngle, 65000, 464, 128, 65500},
		{"angle through 0 downwards", game.InterpAngle, 464, 65000, 128, 65500},
		{"angle past 0", game.InterpAngle, 65000, 464, 192, 214},
		{"angle ahead", game.InterpAngle, 65000, 65400, 512, 264},
		{"angle back", game.InterpAngle, 100, 300, -256, 65436},
	} {
		if got := game.Interpolate(c.in, c.from, c.to, c.fraction); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func TestViewTick(t *testing.T) {
	v := game.MakeViewTick(math.MaxUint32, 200)
	if v.Tick() != math.MaxUint32 || v.Fraction() != 200 {
		t.Errorf("got %d and %d/256", v.Tick(), v.Fraction())
	}
}

// seen is a thing that is at tick*256, turns by 1000 a tick through 0, and counts ticks.
type seen struct {
	X     int32
	Angle uint16
	Count int32
}

func TestSeenBy(t *testing.T) {
	kind := game.NewKind(game.KindConfig[seen]{Name: "seen", Fields: []game.Field[seen]{
		game.Lerp("x", 1, func(s *seen) *int32 { return &s.X }),
		game.Angle("angle", func(s *seen) *uint16 { return &s.Angle }),
		game.Step("count", func(s *seen) *int32 { return &s.Count }),
	}})
	def := &game.Definition{
		Name: "seen", New: func(uint64) game.World { return nil },
		Schema: game.NewSchema(game.SchemaConfig{Kinds: []game.AnyKind{kind}, Input: game.NewInput[seen]()}),
		Limits: game.Limits{MaxRewind: 10},
	}
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	history := game.NewHistory(def.Schema, 16)
	host := game.NewHost(def, game.HostConfig{History: history})
	host.AddPlayer(1, false)
	host.SetInput(1, nil, game.MakeViewTick(1, 0))
	if _, ok := host.Begin(1).SeenBy(1); ok {
		t.Error("a past before the first tick")
	}
	rows := game.NewRows(def.Schema)
	for n := range game.TickNumber(40) {
		n++
		rows.Reset()
		kind.Append(rows, 1, &seen{X: int32(n) * 256, Angle: uint16(1000 * n), Count: int32(n)})
		if n < 39 {
			kind.Append(rows, 2, &seen{X: int32(n)})
		}
		history.Add(n, rows)
	}
	at := game.MakeViewTick
	for _, c := range []struct {
		name       string
		view, want game.ViewTick
	}{
		{"a whole tick", at(35, 0), at(35, 0)},
		{"between ticks", at(35, 64), at(35, 64)},
		{"the newest", at(40, 0), at(40, 0)},
		{"after the newest", at(40, 9), at(40, 0)},
		{"the far future", math.MaxUint64, at(40, 0)},
		{"as far back as allowed", at(31, 5), at(31, 5)},
		{"too far back", at(30, 200), at(31, 0)},
		{"long ago", 1, at(31, 0)},
	} {
		host.SetInput(1, nil, c.view)
		past, ok := host.Begin(41).SeenBy(1)
		if !ok || past.Moment() != c.want {
			t.Errorf("%s: moment %d %t, want %d", c.name, past.Moment(), ok, c.want)
			continue
		}
		whole, f := int32(c.want.Tick()), int32(c.want.Fraction())
		want := seen{X: whole*256 + f, Angle: uint16(whole*1000 + 1000*f>>8), Count: whole}
		var got seen
		if !kind.Seen(past, 1, &got) || got != want {
			t.Errorf("%s: saw %+v, want %+v", c.name, got, want)
		}
	}
	host.SetInput(1, nil, at(38, 128))
	past, _ := host.Begin(41).SeenBy(1)
	var v seen
	if !kind.Seen(past, 2, &v) || v.X != 38 {
		t.Errorf("an entity about to vanish is at %d, want where it was at 38", v.X)
	}
	if kind.Seen(past, 3, &v) {
		t.Error("saw an entity that never was")
	}
	host.SetInput(1, nil, 0)
	if _, ok := host.Begin(41).SeenBy(1); ok {
		t.Error("a past for a player whose view is unknown")
	}
	if _, ok := host.Begin(41).SeenBy(9); ok {
		t.Error("a past for nobody")
	}
}
