// Package lobby keeps the rooms of one game: it finds the room for a player, opens rooms when they
// are needed, and forgets those that have been empty for long.
//
//	l := lobby.New(lobby.Config{Room: room.Config{Def: def, Bots: 8}})
//	group.Go(func() error { return l.Run(ctx) }) // runs all rooms; they close when ctx ends
//	seat, err := l.Join(ctx, "", room.Join{Name: "ada"}, link)
//
// What a player asks for decides the room:
//
//	""        the first public room with a free place; a new public one when all are full
//	"new"     a new private room with a code for a name, which Welcome tells: send it to friends
//	any other the room of that name or code, opened if there is none; it is private, so
//	          only those who know its name come in
//
// With a resume token that is good the room is the one that the player was in, whatever is asked for.
//
// Join may be called from any goroutine. Each room has one goroutine, which Run owns and which makes
// the room's world too, but for the first when it is a new one: a game that is slow to make one, or cannot, is felt by
// those who want into that room alone.
//
// A game that panics ends its room, and the first room is opened anew: after a second, and each time in
// a row after twice as long. One that hangs loses its room (Config.Watchdog): Run sees that the room's
// goroutine stays in one call, and a goroutine for a moment closes the links. The one that hangs stays,
// with its world, until the game returns, for no goroutine can be ended from outside, and so does the
// room's place: games that hang take no more than Config.MaxRooms of them. Run does not wait for them.
package lobby
