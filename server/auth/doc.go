// Package auth lets players in by JSON Web Tokens (RFC 7519) that somebody else has signed: the page
// where they log in, a launcher, a matchmaker. The server holds keys to check them by and asks nobody.
//
//	key, err := auth.ReadEd25519("keys/login.pem") // its id is login
//	tokens, err := auth.New(auth.Config{Keys: []auth.Key{key}, Issuer: "https://example.com", Audience: "arena"})
//	host.Config{Auth: tokens, NoGuests: true, ...}
//
// A token must be signed by HS256 or EdDSA, by whichever its key is for: what a token says of its own
// algorithm chooses among keys made for it, and never what a key is used as. It must have a subject
// (sub) and an expiry (exp). Its name claim, where it has one, is the player's name.
//
// A token is good for whoever holds it until it expires, as often as it is shown: let it live for
// minutes. A player who is in stays in when it expires, and comes back after a lost link by the
// server's own resume token.
//
// Tokens never change and may be used by any goroutine; they start none.
package auth
