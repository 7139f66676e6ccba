package session

import (
	"crypto/rand"
	"encoding/binary"
	"time"

	"tickwire/game"
)

// RoomID names one room for as long as it exists, in whatever process.
type RoomID [16]byte

// NewRoomID is an id that no other room has. Reading from the system cannot fail.
func NewRoomID() (id RoomID) {
	_, _ = rand.Read(id[:])
	return id
}

// Ticket is what a token says.
type Ticket struct {
	Room    RoomID
	Player  game.PlayerID
	Serial  uint32    // counts the tokens of one player
	Expires time.Time // in whole seconds
}

// The places of a token's parts; see the layout in the documentation of the package.
const (
	format = 1

	atName   = 1
	atPeriod = atName + nameSize
	atRoom   = atPeriod + 4
	atPlayer = atRoom + 16
	atSerial = atPlayer + 4
	atExpiry = atSerial + 4
	atMAC    = atExpiry + 8
	size     = atMAC + macSize

	nameSize = 8
	macSize  = 32
)

// append writes a token but for its MAC.
func (t *Ticket) append(dst []byte, name [nameSize]byte, period uint32) []byte {
	dst = append(append(dst, format), name[:]...)
	dst = binary.BigEndian.AppendUint32(dst, period)
	dst = append(dst, t.Room[:]...)
	dst = binary.BigEndian.AppendUint32(dst, uint32(t.Player))
	dst = binary.BigEndian.AppendUint32(dst, t.Serial)
	return binary.BigEndian.AppendUint64(dst, uint64(t.Expires.Unix()))
}

// read is the reverse of append, for a token of the right size.
func (t *Ticket) read(b []byte) {
	t.Room = RoomID(b[atRoom:atPlayer])
	t.Player = game.PlayerID(binary.BigEndian.Uint32(b[atPlayer:]))
	t.Serial = binary.BigEndian.Uint32(b[atSerial:])
	t.Expires = time.Unix(int64(binary.BigEndian.Uint64(b[atExpiry:])), 0)
}
