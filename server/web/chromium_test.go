package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"

	"tickwire/bench/rig"
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
	case "#asked":
		fmt.Fprintln(os.Stderr, "client: there is no transport by pigeon")
		os.Exit(1)
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
	browser := rig.Chromium(t)
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

	tab := browser.Open(server.URL + "/play/")
	tab.Await("failed")
	tab.Expect("#text", "The client does not build.")
	tab.Expect("#output", "main.go:1:2: <undefined>")
	tab.Expect("#hint", "Correct it.")
	current.Store(slow)
	tab.Await("building")
	tab.Expect("#text", "Building, about a minute the first time")
	close(release)
	tab.Await("running")
	if err := <-ran; err != nil {
		t.Error(err)
	}
	tab.History("failed building downloading starting running")
	var n int
	if tab.Read(`document.querySelectorAll("body > canvas").length`, &n); n != 1 {
		t.Errorf("%v canvases, want the client's one", n)
	}
	tab.Until(`getComputedStyle(document.getElementById("screen")).visibility === "hidden"`)

	tab = browser.Open(server.URL + "/play/#crash")
	tab.Await("failed")
	tab.Expect("#text", "The client crashed")
	tab.Expect("#output", "reactor leaks")
	tab.Expect("#output", "panic: core breach")
	tab.History("downloading starting running failed")

	tab = browser.Open(server.URL + "/play/#asked")
	tab.Await("failed")
	tab.Expect("#text", "The client cannot go on")
	tab.Expect("#output", "by pigeon")
	tab.Expect("#hint", "the address of this page")

	tab = browser.Open(server.URL + "/play/#exit")
	tab.Await("failed")
	tab.Expect("#text", "The client stopped")
	tab.Expect("#hint", "Reload the page")

	if text := browser.Complaint(); text != "" {
		t.Errorf("the browser complains: %s", text)
	}
}
