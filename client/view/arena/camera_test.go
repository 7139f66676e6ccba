package arena

import (
	"math"
	"testing"
)

func TestFitShowsAsMuchWhateverTheWindow(t *testing.T) {
	for _, c := range []struct {
		w, h, wide, high float64
	}{
		{1280, 720, 640, 360},
		{640, 360, 640, 360},
		{3840, 2160, 640, 360},
		{720, 1280, 360, 640},
		{1000, 1000, 480, 480},
		{2560, 1080, 672, 283.5}, // more would lie beyond what the rules send
		{480, 2000, 161.28, 672},
	} {
		zoom := fit(c.w, c.h)
		if got := c.w / zoom; math.Abs(got-c.wide) > 0.01 {
			t.Errorf("%v by %v: %v units wide, want %v", c.w, c.h, got, c.wide)
		}
		if got := c.h / zoom; math.Abs(got-c.high) > 0.01 {
			t.Errorf("%v by %v: %v units high, want %v", c.w, c.h, got, c.high)
		}
	}
}

func TestCameraStaysWithinWhatTheRulesSend(t *testing.T) {
	var c camera
	c.size(1280, 720)
	for range 600 {
		c.follow(100, 100, 320, 180, 1.0/60, false)
	}
	if far := math.Hypot(c.x-100, c.y-100); far > leadMost+0.01 || far < leadMost/2 {
		t.Errorf("the camera is %v units ahead, want up to %v", far, leadMost)
	}
	for range 100 {
		c.bump(c.x, c.y, 8)
	}
	if c.shake > shakeMost {
		t.Errorf("it shakes by %v units, want at most %v", c.shake, shakeMost)
	}
	c.follow(2000, 2000, 0, 0, 1.0/60, true)
	if c.x != 2000 || c.y != 2000 {
		t.Errorf("after a jump it is at %v, %v", c.x, c.y)
	}
}

func TestCameraMapsBothWays(t *testing.T) {
	c := camera{x: 300, y: -40}
	c.size(1000, 800)
	x, y := c.at(310, -20)
	bx, by := c.world(float64(x), float64(y))
	if math.Abs(bx-310) > 0.01 || math.Abs(by+20) > 0.01 {
		t.Errorf("310, -20 came back as %v, %v", bx, by)
	}
	if x, y := c.at(300, -40); x != 500 || y != 400 {
		t.Errorf("the middle is at %v, %v", x, y)
	}
	if c.shows(-5, 10, 4) || !c.shows(-5, 10, 6) || c.shows(10, 805, 4) {
		t.Error("shows is wrong at the edges")
	}
}
