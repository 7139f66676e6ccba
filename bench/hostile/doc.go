// Package hostile attacks a real server over real sockets, on both ways of I/O, in every way that
// docs/security.md lists. It is tests alone: each attack must end as the list says, and beside it an
// honest player must be sent every tick, in a world that goes on.
package hostile
