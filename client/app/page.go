package app

import (
	"fmt"
	"net/url"
)

// page reads the options in the address of the page that hosts the client. The server is
// the one that served the page, at "ws" beside it, unless the address names another.
func (c *Config) page(at string) error {
	u, err := url.Parse(at)
	if err != nil {
		return fmt.Errorf("the address of the page: %w", err)
	}
	q := u.Query()
	c.URL, c.Room, c.Name, c.Token = q.Get("server"), q.Get("room"), q.Get("name"), q.Get("token")
	if c.URL == "" {
		s := u.ResolveReference(&url.URL{Path: "ws"})
		s.Scheme, s.User = "ws", nil
		if u.Scheme == "https" {
			s.Scheme = "wss"
		}
		c.URL = s.String()
	}
	return nil
}
