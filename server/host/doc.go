// Package host makes a server of a game: listener, page, lobby, gate and metrics, wired. It is what
// a game's own main calls:
//
//	s, err := host.Listen(host.Config{Def: def, Addr: ":8080", Bots: 8, Out: os.Stdout, Log: log})
//	if err != nil {
//		return err
//	}
//	return s.Run(ctx) // until ctx ends; then players are told, and it returns
//
// The public listener serves the page at / (or Config.Page), the socket at /ws, polls at /poll and below
// /v1/ what package api tells of rooms (unless Config.NoAPI), with TLS where there are certificates
// (package certs); a listener without it sends browsers there (Config.Redirect). The admin listener,
// which belongs on an address that only operators reach, serves /metrics for Prometheus, /debug/pprof/,
// /healthz, which answers 200 as long as the process does, and /readyz, which answers 503 from the
// moment that nobody new is let in: a load balancer looks there. POST /notice has the server say the
// line in its body to all players.
//
// With Config.Drain the end is a drain: who comes is told CloseShutdown, who plays may lose the link and come back;
// who plays sees how long it is; each room ends when it is empty, when the game says so
// (game.Drainer) or when the time is up, after a last frame that its players have a second to
// acknowledge; and Run returns when all have, or a few seconds after the time is up.
//
// With Config.State every room is on disk as it was some seconds ago (package checkpoint). A server that
// is started on the same folder, after whatever end of the one before, opens the rooms again; those who
// were in them have the game's grace time to come back, which clients do by themselves.
//
// All goroutines of a server are: one accepting per listener and what net/http needs per request,
// one reader per connection that has no seat yet or, without gate.IOTick, as long as it lives, joined
// there by one more while its last write is unfinished, and one for a moment to log that a player
// left (package gate), one for all heartbeats, one per room, which in rooms of more than thirty
// players is helped by Config.Workers-1 more, and one for the lobby, the build of the
// client while it lasts (package web), one that writes checkpoints where there is Config.State, and one
// for the line that is printed every ten seconds; and, for a moment, one that gives up a room in which the game hangs. Run waits for all of them but that of
// such a room, which nobody can end but the game.
package host
