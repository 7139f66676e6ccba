// Package notice is what ways to keep users up to date are compared with: a server at which something
// happens now and then, and everybody is to know of it. It is the least of a chat, a feed or a board.
//
//	board := &notice.Board{}
//	def := notice.Definition(board.Source)                         // served as any game
//	board.Begin(notice.Schedule{Start: notice.Now(), Period: time.Second}) // from now on
//
// A Notice is numbered, tells when it began and has 16 bytes that follow from its number, so whoever
// is told of one can check it. The times are of a clock that all processes of a machine share. The
// folder node holds servers of other makes for the same notices.
package notice
