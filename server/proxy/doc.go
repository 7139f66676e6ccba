// Package proxy tells who is behind the reverse proxies that a server trusts.
//
//	trusted, err := proxy.Parse("10.0.0.0/8, 127.0.0.1")
//	who := trusted.Client(r) // who.Addr is the player's address, not that of nginx
//
// X-Forwarded-For and X-Forwarded-Proto are believed of who is trusted and of nobody else, and only as far
// as it goes: each proxy adds to the right whom it was connected to, and what stands left of the first
// address that is not trusted may be anything, because its owner could write it.
//
//	X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.7     from 10.0.0.1
//	                 a lie    the player   ──── trusted ────
//
// It changes nothing and keeps nothing; any goroutine may ask.
package proxy
