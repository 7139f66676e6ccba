package wire

import (
	"errors"
	"fmt"
	"math"

	"google.golang.org/protobuf/proto"

	"tickwire/game"
	pb "tickwire/proto/tickwire/v1"
)

// Checkpoint is a room after one tick, as a server keeps it on disk.
type Checkpoint struct {
	Game        string
	GameVersion uint32
	SchemaHash  uint64

	RoomID [16]byte
	Room   string
	Public bool   // anybody may be sent there
	Remote string // the network that had it opened; empty for nobody's

	PublicSeed, SecretSeed uint64

	Incarnation uint16 // how often the room has been made of a checkpoint
	Tick        game.TickNumber
	LastPlayer  game.PlayerID // highest that was given away
	LastEntity  game.EntityID
	Players     []CheckpointPlayer // ascending
	Departed    []game.PlayerID    // who has left, of whom the world has not been told
	Rows        *game.Rows
}

// CheckpointPlayer is a player of the room.
type CheckpointPlayer struct {
	ID     game.PlayerID
	Name   string
	Bot    bool
	Serial uint32 // of the oldest resume token that is good
	Away   bool   // the game has been told so

	Subject string // see game.Player
}

// ErrOtherGame is what DecodeCheckpoint's error wraps when the bytes are sound but of another game,
// or of another version of this one.
var ErrOtherGame = errors.New("wire: checkpoint of another game")

// AppendCheckpoint writes a checkpoint.
func AppendCheckpoint(dst []byte, c *Checkpoint) []byte {
	m := &pb.Checkpoint{
		Game: c.Game, GameVersion: c.GameVersion, SchemaHash: c.SchemaHash,
		RoomId: c.RoomID[:], Room: valid(c.Room), Public: c.Public, Remote: valid(c.Remote),
		PublicSeed: c.PublicSeed, SecretSeed: c.SecretSeed, Incarnation: uint32(c.Incarnation),
		Tick: uint32(c.Tick), LastPlayerId: uint32(c.LastPlayer), LastEntityId: uint32(c.LastEntity),
	}
	for i := range c.Players {
		p := &c.Players[i]
		m.Players = append(m.Players, &pb.CheckpointPlayer{
			PlayerId: uint32(p.ID), Name: valid(p.Name), Bot: p.Bot, Serial: p.Serial, Away: p.Away,
			Subject: []byte(p.Subject),
		})
	}
	for _, p := range c.Departed {
		m.Departed = append(m.Departed, uint32(p))
	}
	for kind := range c.Rows.Schema().NumKinds() {
		b := c.Rows.Block(kind)
		rows := &pb.CheckpointRows{Ids: make([]uint32, len(b.IDs)), Values: b.Vals}
		last := game.EntityID(0)
		for i, id := range b.IDs {
			rows.Ids[i], last = uint32(id-last-1), id
		}
		m.Kinds = append(m.Kinds, rows)
	}
	dst, err := proto.MarshalOptions{Deterministic: true}.MarshalAppend(dst, m)
	if err != nil {
		panic("wire: " + err.Error()) // all texts are valid
	}
	return dst
}

// DecodeCheckpoint reads a checkpoint of a game, whose definition must be complete. What does not
// hold together is refused, so that a room can be made of whatever it returns.
func DecodeCheckpoint(b []byte, def *game.Definition) (*Checkpoint, error) {
	var m pb.Checkpoint
	if err := proto.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	if m.GetGame() != def.Name || m.GetGameVersion() != def.Version || m.GetSchemaHash() != def.Schema.Hash() {
		return nil, fmt.Errorf("%w: %s, version %d, schema %x; this is %s, version %d, schema %x", ErrOtherGame,
			m.GetGame(), m.GetGameVersion(), m.GetSchemaHash(), def.Name, def.Version, def.Schema.Hash())
	}
	c := &Checkpoint{
		Game: m.GetGame(), GameVersion: m.GetGameVersion(), SchemaHash: m.GetSchemaHash(),
		Room: m.GetRoom(), Public: m.GetPublic(), Remote: m.GetRemote(),
		PublicSeed: m.GetPublicSeed(), SecretSeed: m.GetSecretSeed(),
		Incarnation: uint16(m.GetIncarnation()), Tick: game.TickNumber(m.GetTick()),
		LastPlayer: game.PlayerID(m.GetLastPlayerId()), LastEntity: game.EntityID(m.GetLastEntityId()),
	}
	if copy(c.RoomID[:], m.GetRoomId()) != len(m.GetRoomId()) || len(m.GetRoomId()) != len(c.RoomID) {
		return nil, fmt.Errorf("%w: a room id of %d bytes", ErrMessage, len(m.GetRoomId()))
	}
	if c.Room == "" || c.Tick == 0 || m.GetIncarnation() >= math.MaxUint16 {
		return nil, fmt.Errorf("%w: a room without a name, before its first tick, or after its last incarnation", ErrMessage)
	}
	if err := errors.Join(checkText("room", c.Room, MaxRoom), checkText("remote", c.Remote, MaxRoom)); err != nil {
		return nil, err
	}
	for _, p := range m.GetDeparted() {
		c.Departed = append(c.Departed, game.PlayerID(p))
	}
	if err := c.readPlayers(m.GetPlayers(), def.Limits.MaxPlayers); err != nil {
		return nil, err
	}
	return c, c.readRows(m.GetKinds(), def.Schema)
}

func (c *Checkpoint) readPlayers(all []*pb.CheckpointPlayer, most int) error {
	if len(all) > most {
		return fmt.Errorf("%w: %d players in a room for %d", ErrMessage, len(all), most)
	}
	last := game.PlayerID(0)
	for _, p := range all {
		id := game.PlayerID(p.GetPlayerId())
		if id <= last || id > c.LastPlayer {
			return fmt.Errorf("%w: player %d after %d of %d", ErrMessage, id, last, c.LastPlayer)
		}
		if err := checkText("name", p.GetName(), MaxName); err != nil {
			return err
		}
		c.Players = append(c.Players, CheckpointPlayer{
			ID: id, Name: p.GetName(), Bot: p.GetBot(), Serial: p.GetSerial(), Away: p.GetAway(),
			Subject: string(p.GetSubject()),
		})
		last = id
	}
	return nil
}

func (c *Checkpoint) readRows(kinds []*pb.CheckpointRows, s *game.Schema) error {
	c.Rows = game.NewRows(s)
	if len(kinds) != s.NumKinds() {
		return fmt.Errorf("%w: %d kinds, the schema has %d", ErrMessage, len(kinds), s.NumKinds())
	}
	for kind, rows := range kinds {
		b := c.Rows.Block(kind)
		if len(rows.GetValues()) != len(rows.GetIds())*b.Stride {
			return fmt.Errorf("%w: kind %d: %d values for %d rows of %d fields", ErrMessage, kind, len(rows.GetValues()), len(rows.GetIds()), b.Stride)
		}
		last := uint64(0)
		for _, gap := range rows.GetIds() {
			if last += 1 + uint64(gap); last > math.MaxUint32 || last > uint64(c.LastEntity) {
				return fmt.Errorf("%w: kind %d: entity %d of %d", ErrMessage, kind, last, c.LastEntity)
			}
			b.IDs = append(b.IDs, game.EntityID(last))
		}
		b.Vals = append(b.Vals, rows.GetValues()...)
	}
	return nil
}
