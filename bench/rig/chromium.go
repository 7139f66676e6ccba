package rig

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// browserTime bounds a whole browser: no test of a page should take longer.
const browserTime = 3 * time.Minute

// Browser is one Chromium without a window, with a profile of its own.
type Browser struct {
	t   testing.TB
	ctx context.Context
	// complaints is the last error of the browser itself, such as a violated policy.
	complaints atomic.Pointer[string]
}

// Chromium starts a browser that ends with the test. Of certificates that no authority has signed it
// accepts those that are named.
func Chromium(t testing.TB, trusted ...*x509.Certificate) *Browser {
	t.Helper()
	path := Tool(t, "test pages", "chromium", "chromium-browser", "google-chrome")
	profile := profileDir(t)
	ctx, stop := context.WithTimeout(context.Background(), browserTime)
	t.Cleanup(stop)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox,
		chromedp.UserDataDir(profile), chromedp.Flag("use-angle", "swiftshader"),
		chromedp.Flag("enable-unsafe-swiftshader", true), chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.WSURLReadTimeout(time.Minute)) // three browsers that start at once on two cores need twenty seconds
	if len(trusted) > 0 {
		var keys []string
		for _, c := range trusted {
			sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
			keys = append(keys, base64.StdEncoding.EncodeToString(sum[:]))
		}
		options = append(options, chromedp.Flag("ignore-certificate-errors-spki-list", strings.Join(keys, ",")))
	}
	ctx, stop = chromedp.NewExecAllocator(ctx, options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits for the browser, which may be gone already
		stop()
	})
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("start %s: %v", path, err)
	}
	return &Browser{t: t, ctx: ctx}
}

// profileDir is a folder for a browser's profile that goes with the test. Processes of the browser
// may write into it for a moment after it has ended, which t.TempDir takes for a failure.
func profileDir(t testing.TB) string {
	dir, err := os.MkdirTemp("", "rig-chromium-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		again := time.NewTicker(100 * time.Millisecond)
		defer again.Stop()
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			<-again.C
		}
		t.Logf("%s is still in use and stays", dir)
	})
	return dir
}

// Complaint is the last thing that the browser itself called an error in any tab, or nothing.
func (b *Browser) Complaint() string {
	if text := b.complaints.Load(); text != nil {
		return *text
	}
	return ""
}

// Open loads a page in a new tab. The states that its root element's data-state goes through are
// recorded in the page's array "states", and when each began in its object "since".
func (b *Browser) Open(url string) *Tab {
	b.t.Helper()
	ctx, stop := chromedp.NewContext(b.ctx)
	b.t.Cleanup(stop)
	chromedp.ListenTarget(ctx, func(event any) {
		if e, ok := event.(*log.EventEntryAdded); ok && e.Entry.Level == log.LevelError {
			text := fmt.Sprintf("%s %s", e.Entry.Text, e.Entry.URL)
			b.complaints.Store(&text)
		}
	})
	const record = `window.states = [];
		window.since = {};
		new MutationObserver(() => {
			const s = document.documentElement && document.documentElement.dataset.state;
			if (s && s !== states.at(-1)) { states.push(s); since[s] = performance.now(); }
		}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-state"] });`
	err := chromedp.Run(ctx,
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := page.AddScriptToEvaluateOnNewDocument(record).Do(ctx)
			return err
		}),
		chromedp.Navigate(url))
	if err != nil {
		b.t.Fatalf("open %s: %v", url, err)
	}
	return &Tab{t: b.t, ctx: ctx, stop: stop}
}
