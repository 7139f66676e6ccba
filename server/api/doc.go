// Package api answers over HTTP, in JSON, what there is to know about the rooms of a server, and makes
// private ones: for lobbies of other pages, dashboards, launchers and matchmakers.
//
//	GET  /v1/rooms         the public rooms
//	POST /v1/rooms         make a private room; its code is in the answer, and nowhere else
//	GET  /v1/rooms/{id}    one room with its players; a private one for who knows its code
//	GET  /v1/health        200 when new players are let in, 503 when not
//	GET  /v1/openapi.yaml  the above in all detail: docs/openapi.yaml
//
//	mux.Handle(api.Prefix, api.New(api.Config{Def: def, Rooms: lobby, Gate: gate, Ready: ready}))
//
// What is answered are the messages of api.proto, errors too. Nothing here plays: that begins with the
// socket (package gate), and its rules hold here as well: how often a network may ask, which pages may
// change something, who shows a token, how many rooms there may be.
//
// No room waits for who asks. Of all that is told, a part is at hand (lobby.Lobby.Public) and the rest is
// handed over by the room at its next tick, at most once a second, while somebody asks
// (room.Room.Summary); one whose game hangs is told of as it was before. What many ask for is written
// once a second for all of them. An API keeps nothing else; any goroutine may call it, and it has none.
//
// One health is enough in public: any answer says that the process lives, and what a load balancer or a
// launcher out there wants to know is whether to send players. Those who start and stop the process have
// /healthz and /readyz on the admin listener, where nobody else counts or sees it.
package api
