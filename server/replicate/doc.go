// Package replicate decides what of the world each client is sent, and makes its bytes. A
// Replicator and its Clients belong to the goroutine of one room; nothing here locks.
//
//	r.Advance(tick, rows, events)          // once per tick
//	left, parts := r.Gather(client, view)  // for each client that can take a frame now
//
// Rows are cut into scopes: the cells of a grid, teams, one player each, and the whole room. A
// scope's difference is encoded at most once for all clients that have the same base and prev,
// so the cost is O(rows) for encoding plus O(clients) for gathering, never rows x clients.
//
// Bases advance when a frame is handed to a link, because WebSocket neither loses nor reorders.
// When a row leaves a scope for another one that the client holds, both are in the same frame,
// and when a client loses scopes it is sent all others, so nothing vanishes for a tick. A client
// that finds an entity in two scopes believes the one with the newer tick.
package replicate
