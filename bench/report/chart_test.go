package report

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// Inside the package, because neither axes nor colours show from outside but as a whole picture.

func TestAxis(t *testing.T) {
	for _, row := range []struct {
		value float64
		steps int
		want  string
	}{
		{0, 5, "0 1"},
		{0.18, 5, "0 0.05 0.10 0.15 0.20"},
		{0.2, 5, "0 0.05 0.10 0.15 0.20"},
		{1, 5, "0 0.2 0.4 0.6 0.8 1.0"},
		{3, 5, "0 1 2 3"},
		{86, 5, "0 20 40 60 80 100"},
		{101, 5, "0 50 100 150"},
		{3000, 8, "0 500 1,000 1,500 2,000 2,500 3,000"},
		{16, 8, "0 2 4 6 8 10 12 14 16"},
		{1e-7, 1, "0 0.0000001"},
	} {
		a := newAxis(row.value, row.steps)
		var labels []string
		for _, v := range a.ticks() {
			labels = append(labels, a.label(v))
		}
		if got := strings.Join(labels, " "); got != row.want {
			t.Errorf("%v in %d steps: got %s, want %s", row.value, row.steps, got, row.want)
		}
	}
}

func TestLogAxis(t *testing.T) {
	for _, row := range []struct {
		least, most float64
		want        string
	}{
		{0.1, 20, "0.1 1 10 100"},
		{0.9, 10000, "0.1 1 10 100 1,000 10,000"},
		{0.001, 0.001, "0.001 0.01"},
		{10, 10, "10 100"},
		{math.Inf(1), 0, "1 10"},
	} {
		a := newLogAxis(row.least, row.most)
		var labels []string
		for _, v := range a.ticks() {
			labels = append(labels, a.label(v))
		}
		if got := strings.Join(labels, " "); got != row.want {
			t.Errorf("%v to %v: got %s, want %s", row.least, row.most, got, row.want)
		}
	}
	if a := newLogAxis(1, 10000); math.Abs(a.part(100)-0.5) > 1e-9 || a.part(1) != 0 {
		t.Errorf("100 is at %v of 1 to 10,000, want the middle", a.part(100))
	}
}

func TestDigits(t *testing.T) {
	for v, want := range map[float64]string{
		0: "0", 0.0123: "0.01", 0.9949: "0.99", 0.996: "1.0", 1.25: "1.2", 9.94: "9.9", 9.96: "10", 49690: "49,690",
	} {
		if got := digits(v); got != want {
			t.Errorf("%v: got %s, want %s", v, got, want)
		}
	}
}

func TestThousands(t *testing.T) {
	for number, want := range map[string]string{
		"0": "0", "999": "999", "1000": "1,000", "1234567.891": "1,234,567.891", "-100": "-100", "-1000": "-1,000",
	} {
		if got := thousands(number); got != want {
			t.Errorf("%s: got %s, want %s", number, got, want)
		}
	}
}

// TestColoursOnBothGrounds wants what WCAG asks of graphics and large text, 3:1, and some more, on
// GitHub's white and on its nearly black.
func TestColoursOnBothGrounds(t *testing.T) {
	colours := []string{ink}
	for _, s := range styles {
		colours = append(colours, s.colour)
	}
	for _, c := range colours {
		for _, ground := range []string{"#ffffff", "#0d1117"} {
			a, b := luminance(t, c), luminance(t, ground)
			if got := (max(a, b) + 0.05) / (min(a, b) + 0.05); got < 3.7 {
				t.Errorf("%s on %s: got a contrast of %.2f, want 3.7", c, ground, got)
			}
		}
	}
}

// luminance is that of WCAG 2.
func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(colour[1+2*i:3+2*i], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		v := float64(n) / 255
		if v <= 0.03928 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
