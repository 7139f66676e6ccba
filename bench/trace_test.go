package main

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tickwire/game"
)

// trace is how people walked: a snapshot of all of them many times a second, in centimetres.
type trace struct {
	name  string
	looks [][]walker // each ascending by id
	total int        // positions in all looks
}

type walker struct {
	id   game.EntityID
	x, y int32
}

// loadTrace reads the file that TICKWIRE_TRACE names, or makes a crowd when it names none.
func loadTrace(tb testing.TB) *trace {
	tb.Helper()
	path := os.Getenv("TICKWIRE_TRACE")
	if path == "" {
		return corridor()
	}
	f, err := os.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	t, err := readTrace(filepath.Base(path), z)
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
	return t
}

// readTrace reads lines of frame, id, x and y behind a heading, in order of frame.
func readTrace(name string, r io.Reader) (*trace, error) {
	t := &trace{name: name}
	last := -1
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		var frame int
		var w walker
		if _, err := fmt.Fscanf(strings.NewReader(lines.Text()), "%d,%d,%d,%d", &frame, &w.id, &w.x, &w.y); err != nil {
			if n == 1 {
				continue
			}
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if frame < last || w.id == 0 {
			return nil, fmt.Errorf("line %d: frame %d after %d, or an id of 0", n, frame, last)
		}
		for last < 0 || last < frame {
			t.looks = append(t.looks, nil)
			if last++; last == 0 || len(t.looks) == 1 {
				last = frame
			}
		}
		at := len(t.looks) - 1
		t.looks[at] = append(t.looks[at], w)
		t.total++
	}
	for _, look := range t.looks {
		slices.SortFunc(look, func(a, b walker) int { return int(int64(a.id) - int64(b.id)) })
	}
	return t, lines.Err()
}

// corridor is a crowd in one of 25 metres, at 16 snapshots a second: each with a pace of its
// own, the sway of its steps, and a wander to the sides; about 90 are there at a time.
func corridor() *trace {
	const (
		looks  = 1200
		rate   = 16
		length = 2500
		width  = 500
	)
	type person struct {
		walker
		x, y, speed, drift, sway, step float64
	}
	r := rand.New(rand.NewPCG(16, 25))
	t := &trace{name: "crowd"}
	var people []person
	next := game.EntityID(0)
	enter := func(x float64) {
		next++
		people = append(people, person{
			walker: walker{id: next}, x: x, y: r.Float64() * width, speed: 110 + 25*r.NormFloat64(),
			sway: 2 + r.Float64(), step: r.Float64() * 2 * math.Pi,
		})
	}
	for range 90 {
		enter(r.Float64() * length)
	}
	for range looks {
		if r.Float64() < 90*110.0/length/rate {
			enter(0)
		}
		people = slices.DeleteFunc(people, func(p person) bool { return p.x >= length })
		var look []walker
		for i := range people {
			p := &people[i]
			p.speed += (110-p.speed)/rate/4 + 3*r.NormFloat64()
			p.drift += -p.drift/rate + 2*r.NormFloat64()
			p.step += 2 * math.Pi / rate // a step each half second
			p.x += max(p.speed, 0) / rate
			p.y += p.drift / rate
			p.walker.x = int32(math.Round(p.x + p.sway/4*math.Sin(2*p.step)))
			p.walker.y = int32(math.Round(p.y + p.sway*math.Sin(p.step)))
			look = append(look, p.walker)
		}
		t.looks = append(t.looks, look)
		t.total += len(look)
	}
	return t
}

func TestReadTrace(t *testing.T) {
	got, err := readTrace("x", strings.NewReader("frame,id,x_cm,y_cm\n7,2,10,20\n7,1,11,21\n9,1,12,-22\n"))
	if err != nil || got.total != 3 || len(got.looks) != 3 {
		t.Fatalf("got %+v, %v", got, err)
	}
	if want := []walker{{1, 11, 21}, {2, 10, 20}}; !slices.Equal(got.looks[0], want) || len(got.looks[1]) != 0 || got.looks[2][0].y != -22 {
		t.Errorf("got %v", got.looks)
	}
	for _, bad := range []string{"h\n1,2,3\n", "h\n5,1,0,0\n4,1,0,0\n", "h\n1,0,1,1\n"} {
		if _, err := readTrace("x", strings.NewReader(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}
