package game

import (
	"fmt"
	"math"
	"strings"
	"unicode"
)

// Definition is everything that the engine must know about a game. Server, clients, bots and
// tests are handed the same one.
type Definition struct {
	Name    string // as in Hello; lower case, no spaces, at most 64 bytes
	Version uint32 // of the rules; peers of different versions do not play together

	TickRate  int // steps per second, 1 to 240; default 30
	SendEvery int // a frame every so many ticks, 1 to 16; default 1

	// SendIdle is after how many ticks a player is sent a frame though there is nothing to tell, at most
	// a minute; 0 is SendEvery. Above that the frames between are left out as long as nothing
	// changes that the player sees, which is for games without a simulation: a lobby, a board, a
	// chat. The answers to pings are told as ever, so over a WebSocket a frame comes once a second at
	// least, and so it does to one who sends inputs. The server then compares each tick with the one
	// before; and what stands still is not drawn on in a straight line.
	SendIdle int

	// ChatHistory is how many of the last lines who joins is told, at most 64, which is what a room
	// remembers; default 0. Lines for others alone count, and are not told.
	ChatHistory int

	// BytesPerSecond bounds what the scopes of one player's frames take, on average over a second;
	// 0 is no bound, and the least is 256. What does not fit waits: cells far from the middle of
	// the view are sent more seldom first, and each comes at least once in 32 ticks. A cell from which a row has
	// moved comes together with the one where it is now, so cells should be so large that few
	// rows cross a border in half a second. A frame's own dozen bytes, the roster and chat are on
	// top, and rows that all in the room, a team or one player see are never put off. What comes
	// seldom is drawn later, by as much: aiming at it is a guess, see Tick.SeenBy.
	BytesPerSecond int

	Schema *Schema
	Grid   Grid
	Limits Limits

	// New makes the world of a room. The seed is the room's public one.
	New func(seed uint64) World
}

// Grid is the size of the cells by which entities are replicated, in the units of the fields
// named in InCell: of a fixed.Scalar those are 1/256ths, so int32(fixed.FromInt(250)) is a Cell of
// 250 units. The zero value is one cell: everyone sees everything.
type Grid struct {
	MinX, MinY, MaxX, MaxY int32 // the world; what is outside counts to the nearest cell

	Cell       int32 // width and height of a cell
	Hysteresis int32 // an entity changes its cell only this far beyond the border; default Cell/8

	// FarRadius, when positive, adds cells beyond a view's radius up to this distance, which are
	// sent only every FarEvery ticks (default 4), rounded up to whole frames. Their rows are drawn
	// so much later that there is a newer look to come to; see Tick.SeenBy.
	FarRadius int32
	FarEvery  int
}

// Columns is the number of cells in a row of the grid; at least 1.
func (g *Grid) Columns() int32 { return g.cells(g.MinX, g.MaxX) }

// Lines is the number of cells in a column of the grid; at least 1.
func (g *Grid) Lines() int32 { return g.cells(g.MinY, g.MaxY) }

func (g *Grid) cells(lo, hi int32) int32 {
	if g.Cell <= 0 || hi <= lo {
		return 1
	}
	n := (int64(hi) - int64(lo) + int64(g.Cell) - 1) / int64(g.Cell)
	return int32(min(n, math.MaxInt32))
}

// Limits bound what players can do to a room.
type Limits struct {
	MaxPlayers   int // per room, bots included; default 64, at most the constant MaxPlayers
	MaxRewind    int // ticks that SeenBy may go back; default half a second, at most 31
	InputHold    int // ticks for which a missing input repeats the last; default a quarter second, at most 480
	MaxInputLead int // ticks that an input may be ahead; more is a protocol error; default 2 s, at most 480

	// Grace is for how many ticks a player whose link was lost is kept and may come back to be the
	// same; default 30 s, negative is not at all, at most a day. It counts towards MaxPlayers meanwhile. See
	// Resumer.
	Grace int
}

// What is larger than this no client takes: the limits of the wire follow from it.
const (
	MaxPlayers     = 60_000 // Limits.MaxPlayers; a roster of so many is a frame of 3 MB
	MaxChatHistory = 64     // Definition.ChatHistory; a room remembers no more lines

	MaxCells = 1 << 16 // of a Grid; one who sees all of it is sent a word about each cell

	// MaxRows is what one player may see at once: an entity counts one, and one more where its owner
	// sees fields that others do not. It is far beyond what can be sent and drawn in time. Nothing
	// in a Definition says how much a game will save, so a room finds out when it makes a frame:
	// a player who would be shown more is closed as by a broken game, and the room's log says so.
	MaxRows = 1 << 16
)

// The bounds of BytesPerSecond: a frame of one small scope twenty times a second, and what no
// player's line carries.
const (
	minBudget = 256
	maxBudget = 8 << 20
)

// maxIdle is the most for SendIdle, in seconds: a client that hears nothing for longer cannot tell
// whether there is a server.
const maxIdle = 60

// Quiet reports whether frames that would tell nothing are left out; see SendIdle.
func (d *Definition) Quiet() bool { return d.SendIdle > d.SendEvery }

// maxName is what a Hello takes.
const maxName = 64

// maxHold is the most for InputHold and MaxInputLead, in ticks: two seconds at the highest rate. The
// server keeps memory for each player and tick.
const maxHold = 2 * 240

// maxGrace is the most for Grace, in seconds.
const maxGrace = 24 * 60 * 60

// Complete checks a definition and fills in defaults. The engine calls it; call it yourself only
// to learn early what is wrong.
func (d *Definition) Complete() error {
	if d.Name == "" || d.Schema == nil || d.New == nil {
		return fmt.Errorf("game: a definition needs Name, Schema and New")
	}
	if len(d.Name) > maxName || strings.ToLower(d.Name) != d.Name || strings.ContainsFunc(d.Name, unicode.IsSpace) {
		return fmt.Errorf("game: Name %q must be in lower case, without spaces, at most %d bytes", d.Name, maxName)
	}
	def := func(v *int, n int) {
		if *v == 0 {
			*v = n
		}
	}
	def(&d.TickRate, 30)
	def(&d.SendEvery, 1)
	if d.TickRate < 1 || d.TickRate > 240 {
		return fmt.Errorf("game %s: TickRate %d must be 1 to 240 steps per second", d.Name, d.TickRate)
	}
	if d.SendEvery < 1 || d.SendEvery > 16 {
		return fmt.Errorf("game %s: SendEvery %d must be 1 to 16 ticks", d.Name, d.SendEvery)
	}
	if i := d.SendIdle; i != 0 && (i < d.SendEvery || i > maxIdle*d.TickRate) {
		return fmt.Errorf("game %s: SendIdle %d must be 0 or from SendEvery, %d, to a minute, %d ticks",
			d.Name, i, d.SendEvery, maxIdle*d.TickRate)
	}
	if h := d.ChatHistory; h < 0 || h > MaxChatHistory {
		return fmt.Errorf("game %s: ChatHistory %d must be 0 to %d lines", d.Name, h, MaxChatHistory)
	}
	if b := d.BytesPerSecond; b != 0 && b < minBudget || b > maxBudget {
		return fmt.Errorf("game %s: BytesPerSecond %d must be 0 for no bound, or %d to %d", d.Name, b, minBudget, maxBudget)
	}
	def(&d.Limits.MaxPlayers, 64)
	def(&d.Limits.MaxRewind, min(d.TickRate/2, 31))
	def(&d.Limits.InputHold, max(d.TickRate/4, 1))
	def(&d.Limits.MaxInputLead, 2*d.TickRate)
	def(&d.Limits.Grace, 30*d.TickRate)
	if d.Limits.MaxRewind < 0 || d.Limits.MaxRewind > 31 {
		return fmt.Errorf("game %s: MaxRewind %d must be 0 to 31 ticks", d.Name, d.Limits.MaxRewind)
	}
	if l := &d.Limits; l.MaxPlayers < 1 || l.MaxPlayers > MaxPlayers {
		return fmt.Errorf("game %s: MaxPlayers %d must be 1 to %d", d.Name, l.MaxPlayers, MaxPlayers)
	} else if min(l.InputHold, l.MaxInputLead) < 1 || max(l.InputHold, l.MaxInputLead) > maxHold {
		return fmt.Errorf("game %s: InputHold %d and MaxInputLead %d must be 1 to %d ticks", d.Name, l.InputHold, l.MaxInputLead, maxHold)
	} else if l.Grace > maxGrace*d.TickRate {
		return fmt.Errorf("game %s: Grace of %d ticks is more than a day", d.Name, l.Grace)
	}
	if g := d.Grid; g.Cell < 0 || g.MaxX < g.MinX || g.MaxY < g.MinY {
		return fmt.Errorf("game %s: the grid from %d, %d to %d, %d with cells of %d is inside out", d.Name, g.MinX, g.MinY, g.MaxX, g.MaxY, g.Cell)
	} else if sized := g.MaxX > g.MinX || g.MaxY > g.MinY; sized != (g.Cell > 0) {
		return fmt.Errorf("game %s: the grid needs both Cell and MinX to MaxY, or none of them: with one cell all see all", d.Name)
	}
	if d.Grid.Hysteresis == 0 {
		d.Grid.Hysteresis = d.Grid.Cell / 8
	}
	def(&d.Grid.FarEvery, 4)
	if n := int64(d.Grid.Columns()) * int64(d.Grid.Lines()); n > MaxCells {
		return fmt.Errorf("game %s: the grid has %d cells, at most %d are possible; make cells larger", d.Name, n, MaxCells)
	}
	return nil
}
