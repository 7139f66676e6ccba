// Package session makes and checks the tokens by which a client that lost its link proves on the
// next one which player it is. A token is not stored anywhere: it says which player of which room it
// is for, in the open, under a MAC that only the server can make.
//
//	keys, err := session.NewKeys(session.Config{})
//	token := keys.Sign(nil, &session.Ticket{Room: id, Player: 7, Serial: 1, Expires: later}, now)
//	ticket, err := keys.Verify(token, now) // an error is a Refusal
//
// What the room knows of the player decides the rest: whether it is still there, and whether the
// token is the newest, for each is good once.
//
// # Layout
//
// Numbers are big endian.
//
//	 0  1  format, 1
//	 1  8  name of the secret: the first bytes of HMAC-SHA256(secret, "tickwire resume name")
//	 9  4  period of the key
//	13 16  room
//	29  4  player
//	33  4  serial
//	37  8  expiry, seconds since 1970
//	45 32  HMAC-SHA256 of all that over key(secret, period)
//
// key(secret, period) is HMAC-SHA256(secret, "tickwire resume key" and the period). So keys change by
// the clock, all processes that share a secret change them at the same time, and nobody has to
// hand keys around or to remember old ones.
package session
