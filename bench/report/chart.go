package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
)

// chart is lines over an axis, both axes from zero, or both logarithmic.
type chart struct {
	title  string
	x, y   string // titles of the axes, with units
	log    bool   // all values are positive
	series []series
}

type series struct {
	name   string
	style  int     // of styles, and again from the first behind the last
	points []point // by ascending x
}

// point is a median, between the lowest and the highest run.
type point struct{ x, y, low, high float64 }

// The picture's size, and the field that the axes bound, where one line has all of the legend. Each
// line more makes it higher.
const (
	width, height = 720, 340
	left, right   = 72, width - 28
	top, bottom   = 74, height - 58
	legendLine    = 22
)

// A README is read on white and on nearly black, and a picture in it does not learn which. It has
// no ground of its own, and its colours lie about half way: all are told from both.
const ink = "#7a7a7a"

// styles are what series are told by. Neither dashes nor marks need colours to be told apart.
var styles = []struct{ colour, dash, mark string }{
	{"#2f81e0", "none", "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0"},
	{"#d2651c", "7 5", "M-4.5,-4.5h9v9h-9z"},
	{"#2f8f4e", "2 4", "M0,-6L5.5,4.5H-5.5z"},
	{"#a860d0", "10 4 2 4", "M0,-6L6,0L0,6L-6,0z"},
	{"#d0405e", "none", "M0,6L5.5,-4.5H-5.5z"},
	{"#6d8400", "7 5", "M-1.5,-5.5h3v4h4v3h-4v4h-3v-4h-4v-3h4z"},
	{"#00878f", "2 4", "M-6,-2h12v4h-12z"},
	{"#9c7430", "10 4 2 4", "M-2,-6v12h4v-12z"},
}

// svg draws the chart.
func (c *chart) svg() []byte {
	d := drawing{lower: legendLine * (c.legendLines() - 1)}
	d.x, d.y = c.axes()
	d.add(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img" `+
		`font-family="-apple-system, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="13" fill="%s">`,
		width, height+d.lower, ink)
	d.add("<title>%s</title>", escape(c.title))
	d.add(`<text x="%d" y="24" font-size="16" font-weight="600">%s</text>`, left, escape(c.title))
	d.axes(c)
	at, y := float64(left), 46
	for _, s := range c.series {
		if at > left && at+keyWidth(s.name) > width {
			at, y = left, y+legendLine
		}
		d.key(at, y, &s)
		at += keyWidth(s.name)
		d.line(&s)
	}
	d.add("</svg>")
	return d.Bytes()
}

// legendLines is how many lines the legend takes.
func (c *chart) legendLines() int {
	lines, at := 1, float64(left)
	for _, s := range c.series {
		if at > left && at+keyWidth(s.name) > width {
			lines, at = lines+1, left
		}
		at += keyWidth(s.name)
	}
	return lines
}

// axes are those that have room for all points.
func (c *chart) axes() (x, y axis) {
	var mostX, mostY float64
	leastX, leastY := math.Inf(1), math.Inf(1)
	for _, s := range c.series {
		for _, p := range s.points {
			mostX, mostY = max(mostX, p.x), max(mostY, p.y, p.high)
			leastX, leastY = min(leastX, p.x), min(leastY, p.y, p.low)
		}
	}
	if c.log {
		x, y = newLogAxis(leastX, mostX), newLogAxis(leastY, mostY)
		if leastX < mostX {
			x.least, x.most = leastX, mostX // from the first point to the last
		}
		return x, y
	}
	return newAxis(mostX, 8), newAxis(mostY, 5)
}

// drawing is an SVG so far.
type drawing struct {
	bytes.Buffer
	x, y  axis
	lower int // by which the field is, for the lines of the legend
}

func (d *drawing) add(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

func (d *drawing) axes(c *chart) {
	for _, v := range d.y.ticks() {
		d.add(`<path d="M%d,%.1fH%d" stroke="%s" stroke-opacity="%s"/>`, left, d.py(v), right, ink, opacity(v == d.y.least))
		d.add(`<text x="%d" y="%.1f" text-anchor="end">%s</text>`, left-8, d.py(v)+4.5, d.y.label(v))
	}
	for _, v := range d.x.ticks() {
		d.add(`<path d="M%.1f,%dv5" stroke="%s"/>`, d.px(v), bottom+d.lower, ink)
		d.add(`<text x="%.1f" y="%d" text-anchor="middle">%s</text>`, d.px(v), bottom+d.lower+21, d.x.label(v))
	}
	d.add(`<text x="%d" y="%d" text-anchor="middle">%s</text>`, (left+right)/2, height+d.lower-12, escape(c.x))
	d.add(`<text transform="translate(18,%d) rotate(-90)" text-anchor="middle">%s</text>`, (top+bottom)/2+d.lower, escape(c.y))
}

// opacity makes the axis itself stronger than the lines of the grid.
func opacity(axis bool) string {
	if axis {
		return "1"
	}
	return "0.3"
}

// key draws an entry of the legend.
func (d *drawing) key(at float64, y int, of *series) {
	s := styles[of.style%len(styles)]
	d.add(`<path d="M%.1f,%dh32" fill="none" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"/>`, at, y, s.colour, s.dash)
	d.add(`<path d="%s" transform="translate(%.1f,%d)" fill="%s"/>`, s.mark, at+16, y, s.colour)
	d.add(`<text x="%.1f" y="%.1f">%s</text>`, at+40, float64(y)+4.5, escape(of.name))
}

// keyWidth is the room that an entry takes, about: only the reader's browser knows the font.
func keyWidth(name string) float64 { return 40 + 24 + 7*float64(len(name)) }

// line draws a series, with an upright line at each point from the lowest to the highest run.
func (d *drawing) line(of *series) {
	s := styles[of.style%len(styles)]
	path := "M"
	for k, p := range of.points {
		if k > 0 {
			path += "L"
		}
		path += fmt.Sprintf("%.1f,%.1f", d.px(p.x), d.py(p.y))
	}
	d.add(`<path d="%s" fill="none" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"/>`, path, s.colour, s.dash)
	for _, p := range of.points {
		if p.high > p.low {
			d.add(`<path d="M%.1f,%.1fV%.1f" stroke="%s" stroke-width="1.5"/>`, d.px(p.x), d.py(p.low), d.py(p.high), s.colour)
		}
		d.add(`<path d="%s" transform="translate(%.1f,%.1f)" fill="%s"/>`, s.mark, d.px(p.x), d.py(p.y), s.colour)
	}
}

func (d *drawing) px(v float64) float64 { return left + d.x.part(v)*(right-left) }
func (d *drawing) py(v float64) float64 { return bottom + float64(d.lower) - d.y.part(v)*(bottom-top) }

// axis goes from zero in steps of 1, 2 or 5 times a power of ten; or, where step is 0, from one value to
// another with a mark at each power of ten.
type axis struct{ step, least, most float64 }

// part is where between its ends a value is, from 0 to 1.
func (a axis) part(v float64) float64 {
	if a.step == 0 {
		return math.Log(v/a.least) / math.Log(a.most/a.least)
	}
	return v / a.most
}

// newLogAxis has room for values between two that are positive, or of which there are none.
func newLogAxis(least, most float64) axis {
	if !(least > 0 && least <= most) {
		return axis{least: 1, most: 10}
	}
	a := axis{least: math.Pow(10, math.Floor(math.Log10(least)+1e-9)), most: math.Pow(10, math.Ceil(math.Log10(most)-1e-9))}
	if a.most <= a.least {
		a.most = 10 * a.least
	}
	return a
}

// newAxis has room for a value in at most so many steps.
func newAxis(value float64, steps int) axis {
	if value <= 0 {
		return axis{step: 1, most: 1}
	}
	power := math.Pow(10, math.Floor(math.Log10(value/float64(steps))))
	for _, k := range []float64{1, 2, 5, 10} {
		if n := math.Ceil(value/(k*power) - 1e-9); n <= float64(steps) {
			return axis{step: k * power, most: n * k * power}
		}
	}
	panic("report: an axis without steps") // 10 times the power is above value/steps
}

func (a axis) ticks() (vs []float64) {
	if a.step == 0 {
		last := math.Floor(math.Log10(a.most) + 1e-9)
		for n := math.Ceil(math.Log10(a.least) - 1e-9); n <= last; n++ {
			vs = append(vs, math.Pow(10, n))
		}
		return vs
	}
	for i := range int(math.Round(a.most/a.step)) + 1 {
		vs = append(vs, float64(i)*a.step)
	}
	return vs
}

func (a axis) label(v float64) string {
	if v == 0 {
		return "0"
	}
	step := a.step
	if step == 0 {
		step = v
	}
	decimals := max(0, int(-math.Floor(math.Log10(step)+1e-9)))
	return thousands(strconv.FormatFloat(v, 'f', decimals, 64))
}

func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a Buffer takes all
	return b.String()
}
