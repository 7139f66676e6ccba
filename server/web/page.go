package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"path"
)

//go:embed page
var sources embed.FS

// file is one thing that the site serves as it is.
type file struct {
	body  []byte
	kind  string // media type
	cache string // Cache-Control
}

// page maps names to the files that are in every server: the page under the empty name, and
// what it refers to under names with a hash.
type page map[string]file

func newPage(title string) (page, error) {
	p := page{}
	refs := map[string]string{"Title": title}
	for _, a := range []struct{ ref, name, kind string }{
		{"Script", "page.js", "text/javascript; charset=utf-8"},
		{"Style", "page.css", "text/css; charset=utf-8"},
		{"Icon", "icon.svg", "image/svg+xml"},
	} {
		body, err := sources.ReadFile("page/" + a.name)
		if err != nil {
			return nil, fmt.Errorf("web: page: %w", err)
		}
		ext := path.Ext(a.name)
		name := a.name[:len(a.name)-len(ext)] + "-" + hashOf(body) + ext
		p[name] = file{body, a.kind, immutable}
		refs[a.ref] = name
	}
	t, err := template.ParseFS(sources, "page/index.html")
	if err != nil {
		return nil, fmt.Errorf("web: page: %w", err)
	}
	var html bytes.Buffer
	if err := t.Execute(&html, refs); err != nil {
		return nil, fmt.Errorf("web: page: %w", err)
	}
	p[""] = file{html.Bytes(), "text/html; charset=utf-8", "no-cache"}
	return p, nil
}
