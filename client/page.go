package main

import (
	"fmt"
	"net/url"

	"tickwire/client/app"
)

// pageOptions are the options in the address of the page that hosts the client. The server is
// the one that served the page, at "ws" beside it, unless the address names another.
func pageOptions(page string) (app.Config, error) {
	u, err := url.Parse(page)
	if err != nil {
		return app.Config{}, fmt.Errorf("the address of the page: %w", err)
	}
	q := u.Query()
	c := app.Config{URL: q.Get("server"), Room: q.Get("room"), Name: q.Get("name"), Token: q.Get("token")}
	if c.URL == "" {
		s := u.ResolveReference(&url.URL{Path: "ws"})
		s.Scheme, s.User = "ws", nil
		if u.Scheme == "https" {
			s.Scheme = "wss"
		}
		c.URL = s.String()
	}
	return c, nil
}
