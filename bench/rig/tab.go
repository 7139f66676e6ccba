package rig

import (
	"context"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Tab is one page in a browser. Its methods fail the test when the page does not do as it should.
type Tab struct {
	t    testing.TB
	ctx  context.Context
	stop context.CancelFunc
}

// Close closes the page, as its user does.
func (p *Tab) Close() { p.stop() }

// Until waits for a JavaScript condition.
func (p *Tab) Until(condition string) {
	p.t.Helper()
	p.Within(20*time.Second, condition)
}

// Within is Until with a limit of its own.
func (p *Tab) Within(limit time.Duration, condition string) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, chromedp.Poll(condition, nil, chromedp.WithPollingTimeout(limit), chromedp.WithPollingInterval(50*time.Millisecond))); err != nil {
		var html string
		_ = chromedp.Run(p.ctx, chromedp.InnerHTML("html", &html))
		p.t.Fatalf("%s: %v\n%s", condition, err, html)
	}
}

// Took waits for a JavaScript condition and returns, by the page's own clock, for how long the page has
// then been in its newest state. How long it took to load is no part of that.
func (p *Tab) Took(condition string) time.Duration {
	p.t.Helper()
	p.Within(time.Minute, condition+" && (globalThis.took ??= performance.now() - since[states.at(-1)])")
	var ms float64
	p.Read("took", &ms)
	p.Read("(delete globalThis.took, 0)", new(int))
	return time.Duration(ms * float64(time.Millisecond))
}

// Await waits for a state of the page, also for one that has passed already.
func (p *Tab) Await(state string) {
	p.t.Helper()
	p.Until(fmt.Sprintf("states.includes(%q)", state))
}

// Expect wants words in the text of an element that is visible.
func (p *Tab) Expect(selector, words string) {
	p.t.Helper()
	var text string
	if err := chromedp.Run(p.ctx, chromedp.Text(selector, &text, chromedp.NodeVisible)); err != nil {
		p.t.Fatalf("%s: %v", selector, err)
	}
	if !strings.Contains(text, words) {
		p.t.Errorf("%s says %q, want %q", selector, text, words)
	}
}

// History wants exactly these states, separated by spaces.
func (p *Tab) History(want string) {
	p.t.Helper()
	var got []string
	p.Read("states", &got)
	if strings.Join(got, " ") != want {
		p.t.Errorf("states %v, want %s", got, want)
	}
}

// Read evaluates an expression into a Go value, as JSON does.
func (p *Tab) Read(expression string, v any) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, chromedp.Evaluate(expression, v)); err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
}

// Resize gives the page a window of this size, in pixels of one device pixel each.
func (p *Tab) Resize(width, height int64) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, emulation.SetDeviceMetricsOverride(width, height, 1, false)); err != nil {
		p.t.Fatal(err)
	}
}

// Reload loads the page again, as F5 does, and returns when the old page has gone.
func (p *Tab) Reload() {
	p.t.Helper()
	p.Read("(() => { globalThis.old = true; location.reload(); return 0 })()", new(int))
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for range 400 {
		gone := false
		// Between two pages there is nobody who could answer.
		if chromedp.Run(p.ctx, chromedp.Evaluate("globalThis.old === undefined", &gone)) == nil && gone {
			return
		}
		<-again.C
	}
	p.t.Fatal("the page is not loaded again")
}

// Hide stops all that the page does, as a browser does with one that nobody has looked at for long,
// while the first function runs, and lets it go on while it stays hidden during the second. Then it is
// in front again.
func (p *Tab) Hide(frozen, awake func()) {
	p.t.Helper()
	do := func(a chromedp.Action) {
		p.t.Helper()
		if err := chromedp.Run(p.ctx, a); err != nil {
			p.t.Fatal(err)
		}
	}
	do(page.SetWebLifecycleState(page.SetWebLifecycleStateStateFrozen))
	frozen()
	do(page.SetWebLifecycleState(page.SetWebLifecycleStateStateActive))
	awake()
	p.Front()
}

// Front shows the page: of several tabs only one draws.
func (p *Tab) Front() {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, page.BringToFront(), emulation.SetFocusEmulationEnabled(true)); err != nil {
		p.t.Fatal(err)
	}
}

// Hold presses a key, named as KeyboardEvent.code names it and with its old number, and releases
// it when f returns.
func (p *Tab) Hold(code string, number int64, f func()) {
	p.t.Helper()
	press := func(kind input.KeyType) {
		p.t.Helper()
		event := input.DispatchKeyEvent(kind).WithKey(code).WithCode(code).WithWindowsVirtualKeyCode(number)
		if err := chromedp.Run(p.ctx, event); err != nil {
			p.t.Fatal(err)
		}
	}
	press(input.KeyDown)
	f()
	press(input.KeyUp)
}

// Type types a text into what has the focus, key by key; "\r" is the key Enter.
func (p *Tab) Type(text string) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, chromedp.KeyEvent(text)); err != nil {
		p.t.Fatal(err)
	}
}

// Prefer has the page be of a person who prefers a colour scheme, "light" or "dark".
func (p *Tab) Prefer(scheme string) {
	p.t.Helper()
	feature := emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme}
	if err := chromedp.Run(p.ctx, emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{&feature})); err != nil {
		p.t.Fatal(err)
	}
}

// Point moves the mouse to a place in the page, with its left button held or not.
func (p *Tab) Point(x, y float64, held bool) {
	p.t.Helper()
	move := input.DispatchMouseEvent(input.MouseMoved, x, y)
	kind := input.MouseReleased
	if held {
		kind = input.MousePressed
		move = move.WithButton(input.Left).WithButtons(1)
	}
	press := input.DispatchMouseEvent(kind, x, y).WithButton(input.Left).WithClickCount(1)
	if err := chromedp.Run(p.ctx, move, press); err != nil {
		p.t.Fatal(err)
	}
}

// Picture takes a screenshot, keeps it under a name (see Keep), and returns it.
func (p *Tab) Picture(name string) image.Image {
	p.t.Helper()
	var png []byte
	if err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot(&png)); err != nil {
		p.t.Fatal(err)
	}
	return Keep(p.t, name, png)
}
