package answer_test

import (
	"testing"
	"time"

	"tickwire/proto/answer"
	"tickwire/proto/wire"
)

// TestAnswers holds what is written to what docs/openapi.yaml promises: each field, in camel case, also
// where it is empty, and bytes that depend on nothing else.
func TestAnswers(t *testing.T) {
	one := answer.Room{ID: "lobby 2", Public: true, Players: 2, Bots: 1, Capacity: 16, TickRate: 30}
	many := make(answer.RoomList, answer.MaxRooms+3)
	for _, row := range []struct {
		name string
		got  []byte
		want string
	}{
		{"no rooms", answer.RoomList{}.JSON(), `{"rooms":[],"leftOut":0}`},
		{
			"a room", answer.RoomList{one}.JSON(),
			`{"rooms":[{"id":"lobby 2","public":true,"players":2,"bots":1,"capacity":16,"tickRate":30,"draining":false}],"leftOut":0}`,
		},
		{
			"its state", (&answer.RoomState{
				Room: one, Tick: 345, Age: 11500 * time.Millisecond, Connected: 1, Lost: 1,
				Roster: []wire.RosterEntry{{Player: 1, Name: "bot 1", Bot: true}, {Player: 7, Name: `<"ada">`, Score: -3, Away: true}},
			}).JSON(),
			`{"room":{"id":"lobby 2","public":true,"players":2,"bots":1,"capacity":16,"tickRate":30,"draining":false},` +
				`"tick":345,"ageSeconds":11,"connected":1,"asleep":0,"lost":1,"players":[` +
				`{"id":1,"name":"bot 1","score":0,"bot":true,"away":false},{"id":7,"name":"<\"ada\">","score":-3,"bot":false,"away":true}],` +
				`"playersLeftOut":1,"stalled":false}`,
		},
		{
			"a room that is being made", (&answer.RoomState{}).JSON(),
			`{"room":{"id":"","public":false,"players":0,"bots":0,"capacity":0,"tickRate":0,"draining":false},` +
				`"tick":0,"ageSeconds":0,"connected":0,"asleep":0,"lost":0,"players":[],"playersLeftOut":0,"stalled":false}`,
		},
		{"a new room", (&answer.NewRoom{ID: "K3RX9A", Retire: time.Minute}).JSON(), `{"id":"K3RX9A","retireSeconds":60}`},
		{
			"health", (&answer.Health{Ready: true, Game: "arena", GameVersion: 2}).JSON(),
			`{"ready":true,"game":"arena","gameVersion":2,"protocolVersion":1}`,
		},
		{"an error", (&answer.Error{Code: answer.NoRoom, Text: "look elsewhere"}).JSON(), `{"code":"ERROR_CODE_NO_ROOM","text":"look elsewhere"}`},
		{"broken text", (&answer.Error{Code: answer.Body, Text: "\xff"}).JSON(), `{"code":"ERROR_CODE_BODY","text":"` + "\uFFFD" + `"}`},
		{"more rooms than a list has", many.JSON()[len(many.JSON())-14:], `}],"leftOut":3}`[1:]},
	} {
		if string(row.got) != row.want {
			t.Errorf("%s:\ngot  %s\nwant %s", row.name, row.got, row.want)
		}
	}
}
