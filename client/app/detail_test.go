package app

import (
	"testing"
	"time"
)

func TestDetailFallsOnSlowMachinesOnly(t *testing.T) {
	for _, c := range []struct {
		name  string
		fps   int
		after int // seconds
		want  float64
	}{
		{"fast", 60, 20, 1},
		{"just fast enough", 41, 20, 1},
		{"slow for a moment", 20, 2, 1},
		{"slow", 20, 4, 0.75},
		{"slow all the time", 12, 30, 0.5},
	} {
		var d detail
		for i := range c.fps * c.after {
			d.picture(time.Second + time.Duration(i)*time.Second/time.Duration(c.fps))
		}
		if d.value() != c.want {
			t.Errorf("%s: got detail %v, want %v", c.name, d.value(), c.want)
		}
	}
	d := detail{level: 2, patience: firstPatience}
	for i := range 60 * 20 {
		d.picture(time.Second + time.Duration(i)*time.Second/60)
	}
	if d.value() != 1 {
		t.Errorf("a machine that is fast again stays at detail %v", d.value())
	}
	d = detail{}
	for i := range 60 { // a picture now and then, as from a hidden tab
		d.picture(time.Duration(i) * 5 * time.Second)
	}
	if d.value() != 1 {
		t.Errorf("a hidden tab counts as slow: %v", d.value())
	}
}

func TestInterfaceScale(t *testing.T) {
	for _, c := range []struct{ w, h, density, detail, want float64 }{
		{1280, 720, 1, 1, 1}, {2560, 1440, 1, 1, 2}, {2560, 720, 1, 1, 1}, {640, 360, 1, 1, 0.85}, {800, 1600, 2, 1, 1.7}, {640, 360, 1, 0.5, 0.68},
	} {
		if got := interfaceScale(c.w, c.h, c.density, c.detail); got != c.want {
			t.Errorf("%v by %v at %v, %v: got %v, want %v", c.w, c.h, c.density, c.detail, got, c.want)
		}
	}
}

func TestOnWindowUndoesDetail(t *testing.T) {
	s := Scene{part: 0.5}
	if x, y := s.OnWindow(320, 90); x != 640 || y != 180 {
		t.Errorf("got %v, %v", x, y)
	}
}
