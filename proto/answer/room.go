package answer

import (
	"strings"
	"time"

	pb "tickwire/proto/tickwire/v1"
	"tickwire/proto/wire"
)

// MaxRooms is how many rooms a list has at most.
const MaxRooms = 1024

// Room is one room; see RoomInfo in api.proto, as with all that follows.
type Room struct {
	ID            string
	Public        bool
	Players, Bots int
	Capacity      int
	TickRate      int
	Draining      bool
}

func (r *Room) message() *pb.RoomInfo {
	return &pb.RoomInfo{
		Id: valid(r.ID), Public: r.Public, Players: uint32(r.Players), Bots: uint32(r.Bots),
		Capacity: uint32(r.Capacity), TickRate: uint32(r.TickRate), Draining: r.Draining,
	}
}

// RoomList is a RoomList. It writes no more than MaxRooms, and counts the others.
type RoomList []Room

// JSON writes it.
func (l RoomList) JSON() []byte {
	m := &pb.RoomList{}
	for i := range l[:min(len(l), MaxRooms)] {
		m.Rooms = append(m.Rooms, l[i].message())
	}
	m.LeftOut = uint32(len(l) - len(m.Rooms))
	return marshal(m)
}

// RoomState is a RoomState. Players and bots that Roster does not name are counted.
type RoomState struct {
	Room
	Tick                    uint32
	Age                     time.Duration
	Connected, Asleep, Lost int
	Roster                  []wire.RosterEntry
	Stalled                 bool
}

// JSON writes it.
func (s *RoomState) JSON() []byte {
	m := &pb.RoomState{
		Room: s.message(), Tick: s.Tick, AgeSeconds: uint32(s.Age / time.Second),
		Connected: uint32(s.Connected), Asleep: uint32(s.Asleep), Lost: uint32(s.Lost),
		PlayersLeftOut: uint32(s.Players + s.Bots - len(s.Roster)), Stalled: s.Stalled,
	}
	for i := range s.Roster {
		p := &s.Roster[i]
		m.Players = append(m.Players, &pb.RoomPlayer{
			Id: uint32(p.Player), Name: valid(p.Name), Score: p.Score, Bot: p.Bot, Away: p.Away,
		})
	}
	return marshal(m)
}

// NewRoom is a NewRoom.
type NewRoom struct {
	ID     string
	Retire time.Duration
}

// JSON writes it.
func (r *NewRoom) JSON() []byte {
	return marshal(&pb.NewRoom{Id: valid(r.ID), RetireSeconds: uint32(r.Retire / time.Second)})
}

// valid makes a text fit for JSON.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
