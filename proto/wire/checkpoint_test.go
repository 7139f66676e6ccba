package wire_test

import (
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"

	"tickwire/game"
	pb "tickwire/proto/tickwire/v1"
	"tickwire/proto/wire"
)

// kept is the game whose rooms the tests keep.
func kept(tb testing.TB) *game.Definition {
	tb.Helper()
	def := &game.Definition{Name: "things", Version: 3, Schema: schema, New: func(uint64) game.World { return nil }}
	if err := def.Complete(); err != nil {
		tb.Fatal(err)
	}
	return def
}

func checkpoint(def *game.Definition) *wire.Checkpoint {
	c := &wire.Checkpoint{
		Game: def.Name, GameVersion: def.Version, SchemaHash: def.Schema.Hash(),
		RoomID: [16]byte{1, 15: 16}, Room: "lobby 2", Public: true, Remote: "192.0.2.7",
		PublicSeed: 1 << 63, SecretSeed: 7, Incarnation: 2, Tick: 90_000, LastPlayer: 12, LastEntity: 900,
		Players: []wire.CheckpointPlayer{
			{ID: 3, Name: "ada", Serial: 4, Away: true}, {ID: 4, Name: "bot 1", Bot: true}, {ID: 12, Name: "grace", Serial: 1, Subject: "user 7"},
		},
		Departed: []game.PlayerID{9, 2},
		Rows:     game.NewRows(def.Schema),
	}
	c.Rows.Block(0).Append(5, []int32{3, -100, 1 << 30, 65535, -1, 0})
	c.Rows.Block(0).Append(6, []int32{12, 0, 0, 0, 100, -1 << 31})
	c.Rows.Block(0).Append(900, []int32{0, 1, 2, 3, 4, 5})
	return c
}

func TestACheckpointComesBack(t *testing.T) {
	def := kept(t)
	want := checkpoint(def)
	b := wire.AppendCheckpoint(nil, want)
	got, err := wire.DecodeCheckpoint(b, def)
	if err != nil {
		t.Fatal(err)
	}
	if !got.Rows.Equal(want.Rows) {
		t.Errorf("rows %+v, want %+v", got.Rows.Block(0), want.Rows.Block(0))
	}
	got.Rows = want.Rows
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	// The bytes are committed: what one version has written, the next must read.
	path := filepath.Join("testdata", "checkpoint.hex")
	if *update {
		if err := os.WriteFile(path, []byte(hex.EncodeToString(b)+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if s := strings.TrimSpace(string(golden)); s != hex.EncodeToString(b) {
		t.Errorf("a checkpoint is %x, want %s", b, s)
	}
}

func TestCheckpointsThatDoNotHoldTogetherAreRefused(t *testing.T) {
	def := kept(t)
	sound := wire.AppendCheckpoint(nil, checkpoint(def))
	for _, row := range []struct {
		name   string
		change func(*pb.Checkpoint)
		want   error
	}{
		{"another game", func(m *pb.Checkpoint) { m.Game = "others" }, wire.ErrOtherGame},
		{"another version", func(m *pb.Checkpoint) { m.GameVersion++ }, wire.ErrOtherGame},
		{"another schema", func(m *pb.Checkpoint) { m.SchemaHash++ }, wire.ErrOtherGame},
		{"a short room id", func(m *pb.Checkpoint) { m.RoomId = m.RoomId[1:] }, wire.ErrMessage},
		{"a long room id", func(m *pb.Checkpoint) { m.RoomId = append(m.RoomId, 0) }, wire.ErrMessage},
		{"no name", func(m *pb.Checkpoint) { m.Room = "" }, wire.ErrMessage},
		{"a long name", func(m *pb.Checkpoint) { m.Room = strings.Repeat("x", wire.MaxRoom+1) }, wire.ErrMessage},
		{"no tick", func(m *pb.Checkpoint) { m.Tick = 0 }, wire.ErrMessage},
		{"too many incarnations", func(m *pb.Checkpoint) { m.Incarnation = 1<<16 - 1 }, wire.ErrMessage},
		{"a player twice", func(m *pb.Checkpoint) { m.Players[1].PlayerId = 3 }, wire.ErrMessage},
		{"player 0", func(m *pb.Checkpoint) { m.Players[0].PlayerId = 0 }, wire.ErrMessage},
		{"a player who is still to come", func(m *pb.Checkpoint) { m.LastPlayerId = 11 }, wire.ErrMessage},
		{"a player's long name", func(m *pb.Checkpoint) { m.Players[0].Name = strings.Repeat("x", wire.MaxName+1) }, wire.ErrMessage},
		{"too many players", func(m *pb.Checkpoint) {
			m.LastPlayerId = 1000
			for i := range uint32(64) {
				m.Players = append(m.Players, &pb.CheckpointPlayer{PlayerId: 13 + i})
			}
		}, wire.ErrMessage},
		{"a kind too few", func(m *pb.Checkpoint) { m.Kinds = nil }, wire.ErrMessage},
		{"a kind too many", func(m *pb.Checkpoint) { m.Kinds = append(m.Kinds, &pb.CheckpointRows{}) }, wire.ErrMessage},
		{"a value too few", func(m *pb.Checkpoint) { m.Kinds[0].Values = m.Kinds[0].Values[1:] }, wire.ErrMessage},
		{"an entity that is still to come", func(m *pb.Checkpoint) { m.LastEntityId-- }, wire.ErrMessage},
		{"ids beyond the largest", func(m *pb.Checkpoint) {
			m.LastEntityId = 1<<32 - 1
			m.Kinds[0].Ids[2] = 1<<32 - 1
		}, wire.ErrMessage},
	} {
		var m pb.Checkpoint
		if err := proto.Unmarshal(sound, &m); err != nil {
			t.Fatal(err)
		}
		row.change(&m)
		b, err := proto.Marshal(&m)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := wire.DecodeCheckpoint(b, def); !errors.Is(err, row.want) {
			t.Errorf("%s: %v, want %v", row.name, err, row.want)
		}
	}
}

func FuzzDecodeCheckpoint(f *testing.F) {
	def := kept(f)
	f.Add(wire.AppendCheckpoint(nil, checkpoint(def)))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := wire.DecodeCheckpoint(b, def)
		if err != nil {
			return
		}
		if err := c.Rows.Check(); err != nil {
			t.Fatal(err)
		}
		again := wire.AppendCheckpoint(nil, c)
		d, err := wire.DecodeCheckpoint(again, def)
		if err != nil || string(wire.AppendCheckpoint(nil, d)) != string(again) {
			t.Fatalf("%x: %v", again, err)
		}
	})
}
