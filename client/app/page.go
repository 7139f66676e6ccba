package app

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"tickwire/client/redial"
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
	if way := q.Get("transport"); way != "" {
		if c.Transport, err = redial.ParseTransport(way); err != nil {
			return err
		}
	}
	if every := q.Get("every"); every != "" {
		if _, err := strconv.Atoi(every); err == nil {
			every += "ms"
		}
		if c.PollEvery, err = time.ParseDuration(every); err != nil {
			return fmt.Errorf("the address of the page: every=%s is no time: milliseconds, or as in 2s", q.Get("every"))
		}
	}
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
