package app

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"tickwire/game"
	"tickwire/proto/wire"
)

// window is the ebiten.Game: it samples devices, draws what the session has, and owns all that
// the player sees besides the view.
type window struct {
	ctx     context.Context
	cfg     Config
	session *session
	scale   float64 // device pixels per device-independent pixel
	err     error   // why the window closed

	// mu guards what follows against a page that asks for the state while a picture is made.
	mu      sync.Mutex
	scene   Scene
	status  status
	log     game.EventLog
	vals    []int32
	chat    chat
	overlay overlay
	guide   guide
	detail  detail
	lines   stateLines
	since   time.Duration // when the phase began
	shot    bool
}

func newWindow(ctx context.Context, c Config, s *session) *window {
	w := &window{ctx: ctx, cfg: c, session: s, scale: 1, scene: Scene{Rows: game.NewRows(c.Def.Schema), pixel: 1, part: 1}}
	w.lines.to = c.State
	w.guide.of, _ = c.View.(Guide)
	return w
}

// LayoutF implements ebiten.LayoutFer: the screen has the resolution of the display, or the part
// of it that the machine can do.
func (w *window) LayoutF(width, height float64) (float64, float64) {
	w.scale = ebiten.Monitor().DeviceScaleFactor()
	part := w.detail.value()
	width = math.Max(math.Floor(width*w.scale*part), 1)
	height = math.Max(math.Floor(height*w.scale*part), 1)
	w.scene.pixel, w.scene.part = shrink(width, height, part), part
	return width, height
}

// Layout implements ebiten.Game; LayoutF is what is called.
func (w *window) Layout(width, height int) (int, int) { return width, height }

// Update implements ebiten.Game.
func (w *window) Update() error {
	if w.ctx.Err() != nil || w.err != nil || w.shot {
		return ebiten.Termination
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.keys()
	return nil
}

// keys handles the keys that belong to the app.
func (w *window) keys() {
	pressed := inpututil.IsKeyJustPressed
	if pressed(ebiten.KeyF3) {
		w.overlay.on = !w.overlay.on
	}
	if pressed(ebiten.KeyF11) || pressed(ebiten.KeyEnter) && ebiten.IsKeyPressed(ebiten.KeyAlt) {
		ebiten.SetFullscreen(!ebiten.IsFullscreen())
		return
	}
	enter := pressed(ebiten.KeyEnter) || pressed(ebiten.KeyNumpadEnter)
	switch {
	case w.chat.typing:
		w.typing(enter)
	case w.status.phase == waiting || w.status.phase == ended:
		if enter || inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) || len(inpututil.AppendJustPressedTouchIDs(nil)) > 0 {
			w.session.retry()
		}
	case pressed(ebiten.KeyH) || pressed(ebiten.KeyF1):
		w.guide.toggle(w.scene.Now)
	case enter && w.status.phase == playing:
		w.chat.typing = true
	}
}

// typing handles the keys of the line of chat.
func (w *window) typing(enter bool) {
	c := &w.chat
	switch {
	case enter:
		switch do := c.enter(&w.scene); {
		case do.name != "":
			w.session.rename(do.name)
			if w.cfg.Renamed != nil {
				w.cfg.Renamed(do.name)
			}
		case do.say != "":
			w.session.send(wire.AppendChatTo(nil, do.to, do.say))
		case do.wrong != "":
			c.hint(&w.scene, do.wrong)
		}
	case inpututil.IsKeyJustPressed(ebiten.KeyEscape):
		c.typing, c.line = false, c.line[:0]
	case repeated(ebiten.KeyBackspace) && len(c.line) > 0:
		c.line = c.line[:len(c.line)-1]
	default:
		c.line = ebiten.AppendInputChars(c.line)
	}
}

// repeated is true when a key goes down and then again and again while it is held.
func repeated(k ebiten.Key) bool {
	d := inpututil.KeyPressDuration(k)
	return d == 1 || d > 25 && d%3 == 0
}

// Draw implements ebiten.Game.
func (w *window) Draw(screen *ebiten.Image) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, st := &w.scene, &w.status
	s.Width, s.Height = float64(screen.Bounds().Dx()), float64(screen.Bounds().Dy())
	s.UI = interfaceScale(s.Width, s.Height, w.scale, s.part)
	s.MouseX, s.MouseY = s.Pixel(ebiten.CursorPositionF())
	s.Typing = w.chat.typing
	before := st.phase
	w.session.look(s, &w.log, st)
	if st.phase != before {
		w.since = s.Now
	}
	w.detail.picture(s.Now)

	w.vals = w.cfg.View.Input(w.vals[:0], s)
	if s.Typing || !s.Playing {
		clear(w.vals)
	}
	w.session.input(w.vals)
	if w.log.Len() > 0 {
		w.cfg.View.Event(&w.log, s)
	}
	w.cfg.View.Draw(screen, s)
	w.front(screen)
	w.tell(screen)
}

// front draws what lies over the view.
func (w *window) front(screen *ebiten.Image) {
	s, st := &w.scene, &w.status
	if st.phase == playing {
		w.chat.heard(s, st.chat, st.said)
		w.chat.draw(screen, s)
		w.guide.draw(screen, s, w.overlay.width(s))
		drawBanner(screen, s, bannerOf(st))
		drawNews(screen, s, st.news)
	} else {
		w.chat.typing = false
		if n := noticeOf(st, w.cfg.URL); s.Now-w.since > patience || n.bad && st.phase != away {
			n.draw(screen, s)
		}
	}
	if w.overlay.on {
		period := time.Second / time.Duration(w.cfg.Def.TickRate) * time.Duration(w.cfg.Def.SendEvery)
		w.overlay.draw(screen, s, st, period)
	}
}

// tell gives tests and tools what they asked for.
func (w *window) tell(screen *ebiten.Image) {
	if err := w.lines.picture(w.scene.Now, w.state); err != nil {
		w.err = err
	}
	if w.cfg.Screenshot != "" && w.scene.Now >= w.cfg.After && !w.shot {
		w.shot = true
		if err := shoot(screen, w.scene.part, w.cfg.Screenshot); err != nil {
			w.err = err
		}
	}
}

// state is what is known as of the last picture. The caller holds mu.
func (w *window) state() map[string]any { return state(&w.scene, &w.status, w.cfg.View) }

// interfaceScale chooses Scene.UI: with the window, but never below what can be read at the
// display's density. Pixels of a picture in less detail are larger, so fewer of them do, though
// not in proportion: letters need some.
func interfaceScale(width, height, density, detail float64) float64 {
	return max(min(width/startWidth, height/startHeight), 0.85*density*max(detail, 0.8))
}
