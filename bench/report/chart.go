package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
)

// chart is lines over an axis, both from zero.
type chart struct {
	title  string
	x, y   string // titles of the axes, with units
	series []series
}

type series struct {
	name   string
	points []point // by ascending x
}

// point is a median, between the lowest and the highest run.
type point struct{ x, y, low, high float64 }

// The picture's size, and the field that the axes bound.
const (
	width, height = 720, 340
	left, right   = 72, width - 28
	top, bottom   = 74, height - 58
)

// A README is read on white and on nearly black, and a picture in it does not learn which. It has
// no ground of its own, and its colours lie about half way: all are told from both.
const ink = "#7a7a7a"

// styles are of the series in order. Neither dashes nor marks need colours to be told apart.
var styles = []struct{ colour, dash, mark string }{
	{"#2f81e0", "none", "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0"},
	{"#d2651c", "7 5", "M-4.5,-4.5h9v9h-9z"},
	{"#2f8f4e", "2 4", "M0,-6L5.5,4.5H-5.5z"},
	{"#a860d0", "10 4 2 4", "M0,-6L6,0L0,6L-6,0z"},
}

// svg draws the chart.
func (c *chart) svg() []byte {
	var mostX, mostY float64
	for _, s := range c.series {
		for _, p := range s.points {
			mostX, mostY = max(mostX, p.x), max(mostY, p.y, p.high)
		}
	}
	d := drawing{x: newAxis(mostX, 8), y: newAxis(mostY, 5)}
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" `+
		`font-family="-apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="13" fill="%s">`,
		width, height, ink)
	d.add("<title>%s</title>", escape(c.title))
	d.add(`<text x="%d" y="24" font-size="16" font-weight="600">%s</text>`, left, escape(c.title))
	d.axes(c)
	at := float64(left)
	for i, s := range c.series {
		at += d.key(at, i, s.name)
		d.line(i, s.points)
	}
	d.add("</svg>")
	return d.Bytes()
}

// drawing is an SVG so far.
type drawing struct {
	bytes.Buffer
	x, y axis
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

func (d *drawing) axes(c *chart) {
	for _, v := range d.y.ticks() {
		d.add(`<path d="M%d,%.1fH%d" stroke="%s" stroke-opacity="%s"/>`, left, d.py(v), right, ink, opacity(v))
		d.add(`<text x="%d" y="%.1f" text-anchor="end">%s</text>`, left-8, d.py(v)+4.5, d.y.label(v))
	}
	for _, v := range d.x.ticks() {
		d.add(`<path d="M%.1f,%dv5" stroke="%s"/>`, d.px(v), bottom, ink)
		d.add(`<text x="%.1f" y="%d" text-anchor="middle">%s</text>`, d.px(v), bottom+21, d.x.label(v))
	}
	d.add(`<text x="%d" y="%d" text-anchor="middle">%s</text>`, (left+right)/2, height-12, escape(c.x))
	d.add(`<text transform="translate(18,%d) rotate(-90)" text-anchor="middle">%s</text>`, (top+bottom)/2, escape(c.y))
}

// opacity makes the axis itself stronger than the lines of the grid.
func opacity(v float64) string {
	if v == 0 {
		return "1"
	}
	return "0.3"
}

// key draws an entry of the legend and returns the room that it takes.
func (d *drawing) key(at float64, i int, name string) float64 {
	s := styles[i%len(styles)]
	d.add(`<path d="M%.1f,46h32" fill="none" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"/>`, at, s.colour, s.dash)
	d.add(`<path d="%s" transform="translate(%.1f,46)" fill="%s"/>`, s.mark, at+16, s.colour)
	d.add(`<text x="%.1f" y="50.5">%s</text>`, at+40, escape(name))
	return 40 + 24 + 7*float64(len(name)) // about: only the reader's browser knows the font
}

// line draws a series, with an upright line at each point from the lowest to the highest run.
func (d *drawing) line(i int, points []point) {
	s := styles[i%len(styles)]
	path := "M"
	for k, p := range points {
		if k > 0 {
			path += "L"
		}
		path += fmt.Sprintf("%.1f,%.1f", d.px(p.x), d.py(p.y))
	}
	d.add(`<path d="%s" fill="none" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"/>`, path, s.colour, s.dash)
	for _, p := range points {
		if p.high > p.low {
			d.add(`<path d="M%.1f,%.1fV%.1f" stroke="%s" stroke-width="1.5"/>`, d.px(p.x), d.py(p.low), d.py(p.high), s.colour)
		}
		d.add(`<path d="%s" transform="translate(%.1f,%.1f)" fill="%s"/>`, s.mark, d.px(p.x), d.py(p.y), s.colour)
	}
}

func (d *drawing) px(v float64) float64 { return left + v/d.x.most*(right-left) }
func (d *drawing) py(v float64) float64 { return bottom - v/d.y.most*(bottom-top) }

// axis goes from zero in steps of 1, 2 or 5 times a power of ten.
type axis struct{ step, most float64 }

// newAxis has room for a value in at most so many steps.
func newAxis(value float64, steps int) axis {
	if value <= 0 {
		return axis{1, 1}
	}
	power := math.Pow(10, math.Floor(math.Log10(value/float64(steps))))
	for _, k := range []float64{1, 2, 5, 10} {
		if n := math.Ceil(value/(k*power) - 1e-9); n <= float64(steps) {
			return axis{k * power, n * k * power}
		}
	}
	panic("report: an axis without steps") // 10 times the power is above value/steps
}

func (a axis) ticks() (vs []float64) {
	for i := range int(math.Round(a.most/a.step)) + 1 {
		vs = append(vs, float64(i)*a.step)
	}
	return vs
}

func (a axis) label(v float64) string {
	if v == 0 {
		return "0"
	}
	decimals := max(0, int(-math.Floor(math.Log10(a.step)+1e-9)))
	return thousands(strconv.FormatFloat(v, 'f', decimals, 64))
}

func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a Buffer takes all
	return b.String()
}
