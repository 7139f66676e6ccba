package app

import (
	"fmt"
	"image/color"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"tickwire/client/link"
)

// figure is a line of the overlay.
type figure struct{ name, value string }

// figures are what the overlay says: netcode that one cannot see one cannot mend.
func figures(dst []figure, st *status, fps, detail float64) []figure {
	s := &st.stats
	ms := func(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond)) }
	dst = append(dst, figure{"transport", carriers[st.carried]})
	if st.second {
		dst = append(dst, figure{"WebSocket", "cannot get through"})
	}
	return append(dst,
		figure{"rtt", ms(s.RTT)},
		figure{"jitter", ms(s.Jitter)},
		figure{"input margin", ms(s.InputMargin)},
		figure{"snapshot age", ms(s.SnapshotAge)},
		figure{"delay of others", ms(s.Delay)},
		figure{"slow scopes", "+ " + ms(s.Lag)},
		figure{"received", fmt.Sprintf("%.2f kB/s", s.BytesPerSecond/1000)},
		figure{"frames", fmt.Sprintf("%.0f /s", s.FramesPerSecond)},
		figure{"mispredictions", fmt.Sprintf("%d of %d", s.Mispredictions, s.Frames)},
		figure{"tick", fmt.Sprint(s.Tick)},
		figure{"scopes", fmt.Sprint(s.Scopes)},
		figure{"resumes", fmt.Sprint(s.Resumes)},
		figure{"fps", fmt.Sprintf("%.0f at %.0f %%", fps, 100*detail)},
	)
}

// carriers are the transports in the player's words.
var carriers = map[link.Transport]string{link.WebSocket: "WebSocket", link.LongPolling: "long polling", link.Polling: "polling"}

// graphTop is the gap between two frames that reaches the top of the graph.
const graphTop = 150 * time.Millisecond

// overlay shows figures and, beneath, the time between frames.
type overlay struct {
	on    bool
	lines []figure
}

// width is how much of the left side of the screen it takes.
func (o *overlay) width(s *Scene) float64 {
	if !o.on {
		return 0
	}
	return 262 * s.UI
}

func (o *overlay) draw(dst *ebiten.Image, s *Scene, st *status, period time.Duration) {
	o.lines = figures(o.lines[:0], st, ebiten.ActualFPS(), s.part)
	size, pad := 13*s.UI, 10*s.UI
	step := size * 1.35
	width := o.width(s) - 12*s.UI
	graph := 46 * s.UI
	x, y := 12*s.UI, 12*s.UI
	fill(dst, x, y, width, step*float64(len(o.lines))+graph+3*pad, color.NRGBA{6, 10, 20, 215})
	name := Text{Font: Regular, Size: size, Color: dim}
	value := Text{Font: Mono, Size: size, Color: ink, Align: 1}
	y += pad
	for _, l := range o.lines {
		name.Draw(dst, l.name, x+pad, y)
		value.Draw(dst, l.value, x+width-pad, y)
		y += step
	}
	y += pad
	bar := (width - 2*pad) / gapMemory
	height := func(d time.Duration) float64 { return graph * float64(min(d, graphTop)) / float64(graphTop) }
	for i, d := range st.gaps {
		c := color.NRGBA{110, 220, 255, 200}
		if d > 2*period {
			c = color.NRGBA{255, 150, 90, 255}
		}
		h := height(d)
		fill(dst, x+pad+bar*float64(i), y+graph-h, max(bar-0.5, 1), h, c)
	}
	fill(dst, x+pad, y+graph-height(period), width-2*pad, 1, color.NRGBA{255, 255, 255, 90})
}
