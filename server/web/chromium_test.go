package web_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"tickwire/server/web"
)

// player is a client that does what the page's fragment says.
const player = `package main

import (
	"fmt"
	"os"
	"syscall/js"
)

func main() {
	switch js.Global().Get("location").Get("hash").String() {
	case "#exit":
		return
	case "#crash":
		fmt.Fprintln(os.Stderr, "reactor leaks")
		panic("core breach")
	}
	document := js.Global().Get("document")
	document.Get("body").Call("append", document.Call("createElement", "canvas"))
	select {}
}
`

// TestPageInChromium drives the page through all its states in a real browser.
func TestPageInChromium(t *testing.T) {
	if testing.Short() {
		t.Skip("building a WASM program and starting Chromium takes seconds: not with -short")
	}
	browser := openChromium(t)
	dir := t.TempDir()
	write(t, filepath.Join(dir, "go.mod"), "module player\n\ngo 1.26\n")
	write(t, filepath.Join(dir, "main.go"), player)
	bundle, err := web.Build(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}

	// The servers of one address, one after the other, as after restarts.
	release := make(chan struct{})
	broken := newSite(t, web.Config{CacheDir: t.TempDir()}, web.Fake{KeyFunc: key, BuildFunc: func(context.Context) (*web.Bundle, error) {
		return nil, &web.Failure{Reason: "The client does not build.", Output: "main.go:1:2: <undefined>", Hint: "Correct it."}
	}})
	slow := newSite(t, web.Config{CacheDir: t.TempDir()}, web.Fake{KeyFunc: key, BuildFunc: func(context.Context) (*web.Bundle, error) {
		<-release
		return bundle, nil
	}})
	if err := broken.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	ran := make(chan error, 1)
	go func() { ran <- slow.Run(context.Background()) }()
	var current atomic.Pointer[web.Site]
	current.Store(broken)
	server := httptest.NewServer(http.StripPrefix("/play", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		current.Load().ServeHTTP(w, r)
	})))
	defer server.Close()

	tab := browser.open(server.URL + "/play/")
	tab.await("failed")
	tab.expect("#text", "The client does not build.")
	tab.expect("#output", "main.go:1:2: <undefined>")
	tab.expect("#hint", "Correct it.")
	current.Store(slow)
	tab.await("building")
	tab.expect("#text", "Building, about a minute the first time")
	close(release)
	tab.await("running")
	if err := <-ran; err != nil {
		t.Error(err)
	}
	tab.history("failed building downloading starting running")
	if n := tab.number(`document.querySelectorAll("body > canvas").length`); n != 1 {
		t.Errorf("%v canvases, want the client's one", n)
	}
	tab.until(`getComputedStyle(document.getElementById("screen")).visibility === "hidden"`)

	tab = browser.open(server.URL + "/play/#crash")
	tab.await("failed")
	tab.expect("#text", "The client crashed")
	tab.expect("#output", "reactor leaks")
	tab.expect("#output", "panic: core breach")
	tab.history("downloading starting running failed")

	tab = browser.open(server.URL + "/play/#exit")
	tab.await("failed")
	tab.expect("#text", "The client stopped")
	tab.expect("#hint", "Reload the page")

	if all := browser.complaints.Load(); all != nil {
		t.Errorf("the browser complains: %s", *all)
	}
}

// chromium is one browser; tab one page in it.
type chromium struct {
	t   *testing.T
	ctx context.Context
	// complaints is the last message of the browser itself, such as a violated policy.
	complaints atomic.Pointer[string]
}

type tab struct {
	t   *testing.T
	ctx context.Context
}

func openChromium(t *testing.T) *chromium {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		if os.Getenv("TICKWIRE_E2E") == "require" {
			t.Fatal("no Chromium here, and TICKWIRE_E2E=require")
		}
		t.Skip("no Chromium here: install chromium to test the page")
	}
	ctx, stop := context.WithTimeout(t.Context(), 90*time.Second)
	t.Cleanup(stop)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.UserDataDir(t.TempDir()), chromedp.Flag("use-angle", "swiftshader"),
		chromedp.Flag("enable-unsafe-swiftshader", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true))
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &chromium{t: t, ctx: ctx}
}

// open loads a page in a new tab and records the states that it goes through.
func (c *chromium) open(url string) *tab {
	c.t.Helper()
	ctx, stop := chromedp.NewContext(c.ctx)
	c.t.Cleanup(stop)
	chromedp.ListenTarget(ctx, func(event any) {
		if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == log.LevelError {
			text := fmt.Sprintf("%s %s", e.Entry.Text, e.Entry.URL)
			c.complaints.Store(&text)
		}
	})
	const record = `window.states = [];
		new MutationObserver(() => {
			const s = document.documentElement && document.documentElement.dataset.state;
			if (s && s !== states.at(-1)) states.push(s);
		}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-state"] });`
	err := chromedp.Run(ctx,
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(record).Do(ctx)
			return err
		}),
		chromedp.Navigate(url))
	if err != nil {
		c.t.Fatalf("open %s: %v", url, err)
	}
	return &tab{c.t, ctx}
}

func (p *tab) until(condition string) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, chromedp.Poll(condition, nil, chromedp.WithPollingTimeout(20*time.Second))); err != nil {
		var html string
		_ = chromedp.Run(p.ctx, chromedp.InnerHTML("html", &html))
		p.t.Fatalf("%s: %v\n%s", condition, err, html)
	}
}

// await waits for a state, also one that has passed already.
func (p *tab) await(state string) {
	p.t.Helper()
	p.until(fmt.Sprintf("states.includes(%q)", state))
}

func (p *tab) expect(selector, words string) {
	p.t.Helper()
	var text string
	if err := chromedp.Run(p.ctx, chromedp.Text(selector, &text, chromedp.NodeVisible)); err != nil {
		p.t.Fatalf("%s: %v", selector, err)
	}
	if !strings.Contains(text, words) {
		p.t.Errorf("%s says %q, want %q", selector, text, words)
	}
}

func (p *tab) history(want string) {
	p.t.Helper()
	var got []string
	if err := chromedp.Run(p.ctx, chromedp.Evaluate("states", &got)); err != nil {
		p.t.Fatal(err)
	}
	if strings.Join(got, " ") != want {
		p.t.Errorf("states %v, want %s", got, want)
	}
}

func (p *tab) number(expression string) (n float64) {
	p.t.Helper()
	if err := chromedp.Run(p.ctx, chromedp.Evaluate(expression, &n)); err != nil {
		p.t.Fatal(err)
	}
	return n
}
