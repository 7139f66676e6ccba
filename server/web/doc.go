// Package web serves the page that hosts the WASM client, and builds that client.
//
// The client comes from one of three places, in this order: inside the binary (build tag
// embedclient, see below), from the cache of an earlier start, or from the Go tool, which takes
// about a minute the first time. The page is served at once in all three cases: it asks
// status.json until the client is there, then downloads and starts it, without a reload. A build
// that failed is shown on the page with the compiler's words and with what to do.
//
//	site, err := web.New(web.Config{Log: log, Progress: os.Stderr})
//	if err != nil {
//		return err
//	}
//	mux.Handle("/", site)
//	group.Go(func() error { return site.Run(ctx) })
//
// A deployed binary carries its client and needs no Go:
//
//	go run ./server/web/bundle
//	go build -tags embedclient ./server
//
// Routes, all of them relative, so that the page works under a path prefix that ends in a slash
// (with http.StripPrefix): the page itself, status.json, and files whose names hold a hash of
// their content. Browsers keep the latter for ever and ask for the former each time.
//
// The cache holds one folder per key under CacheDir. The key is a hash of everything that the
// build reads: Go's version and settings, go.mod, go.sum, and the client's source files. So an
// edit of the server rebuilds nothing, and an edit of the client never serves the old one. Every
// file is checked against the manifest's sums when it is read; what fails is built again.
//
// Ownership. Run is called once, by the caller's goroutine; it uses a second one while it
// builds, and none when it has returned. ServeHTTP may be called from any goroutine, before,
// during and after Run: all it reads is one pointer to a value that never changes.
package web
