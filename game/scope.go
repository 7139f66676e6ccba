package game

import "fmt"

// ScopeID names a scope: a set of rows that are always seen together. The low two bits are
// its class and the rest is an index whose meaning depends on the class.
type ScopeID uint32

// ScopeClass tells what a scope stands for.
type ScopeClass uint8

// The classes of scopes. Their numbers are part of the wire format.
const (
	ClassGlobal  ScopeClass = iota // everyone in the room
	ClassCell                      // a cell of the grid; the index is row*columns+column
	ClassTeam                      // a team; the index is the TeamID
	ClassPrivate                   // one player; the index is the PlayerID
)

// GlobalScope is the scope that everyone in the room holds.
const GlobalScope ScopeID = 0

// CellScope is the scope of a grid cell by its index.
func CellScope(index uint32) ScopeID { return ScopeID(index<<2 | uint32(ClassCell)) }

// TeamScope is the scope of a team.
func TeamScope(t TeamID) ScopeID { return ScopeID(uint32(t)<<2 | uint32(ClassTeam)) }

// PrivateScope is the scope that only one player holds.
func PrivateScope(p PlayerID) ScopeID { return ScopeID(uint32(p)<<2 | uint32(ClassPrivate)) }

// Class is the class of the scope.
func (s ScopeID) Class() ScopeClass { return ScopeClass(s & 3) }

// Index is the cell index, team or player that the scope belongs to.
func (s ScopeID) Index() uint32 { return uint32(s) >> 2 }

// String names the scope for logs, such as "cell 17".
func (s ScopeID) String() string {
	switch s.Class() {
	case ClassCell:
		return fmt.Sprintf("cell %d", s.Index())
	case ClassTeam:
		return fmt.Sprintf("team %d", s.Index())
	case ClassPrivate:
		return fmt.Sprintf("private %d", s.Index())
	default:
		return "global"
	}
}
