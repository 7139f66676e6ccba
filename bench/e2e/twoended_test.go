package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"tickwire/bench/oracle"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/room"
)

const period = time.Second / 30

// pipe carries messages one way and holds each for a while.
type pipe struct {
	delay time.Duration
	at    []time.Duration
	msgs  [][]byte
}

func (p *pipe) put(now time.Duration, parts ...[]byte) {
	var msg []byte
	for _, b := range parts {
		msg = append(msg, b...)
	}
	p.at, p.msgs = append(p.at, now+p.delay), append(p.msgs, msg)
}

func (p *pipe) get(now time.Duration) []byte {
	if len(p.msgs) == 0 || p.at[0] > now {
		return nil
	}
	msg := p.msgs[0]
	p.at, p.msgs = p.at[1:], p.msgs[1:]
	return msg
}

// player is a client of a room behind two pipes.
type player struct {
	*netplay.Client
	id       game.PlayerID
	follower *oracle.Follower
	down, up pipe
	now      *time.Duration
	in       wire.Inputs
}

func (p *player) Ready() bool          { return true }
func (p *player) Send(parts ...[]byte) { p.down.put(*p.now, parts...) }
func (p *player) Close(wire.CloseCode) {}

// TestNetplayFollowsTheRoom plays bots and people behind 60 ms each way and checks every frame of
// every client against the server, and that the prediction of the own ship was right. The last of
// the people is played by the game itself.
func TestNetplayFollowsTheRoom(t *testing.T) {
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	core := room.NewCore(def, "r", room.Seeds{Public: 5, Secret: 6})
	for i := range 6 {
		if _, err := core.Join(room.Join{Name: fmt.Sprint("bot ", i)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	truth := oracle.New(def)
	var now time.Duration
	var players []*player
	for range 3 {
		p := &player{Client: netplay.New(def, netplay.Config{Name: "ada"}), now: &now}
		p.down.delay, p.up.delay = 60*time.Millisecond, 60*time.Millisecond
		who, err := core.Join(room.Join{Name: "ada"}, p)
		if err != nil {
			t.Fatal(err)
		}
		p.id, p.follower = who.ID, truth.Follow(p.Client)
		p.Send(wire.AppendWelcome(nil, core.Welcome(who)))
		players = append(players, p)
	}
	fields, played := len(def.Schema.Input().Fields), 0
	for step := range 30 * 8 * 30 { // thirty seconds in eighths of a tick
		now = time.Duration(step) * period / 8
		for _, p := range players {
			for msg := p.up.get(now); msg != nil; msg = p.up.get(now) {
				if err := wire.DecodeInputs(&p.in, msg, fields); err != nil {
					t.Fatal(err)
				}
				if code := core.Inputs(p.id, &p.in, now); code != 0 {
					t.Fatalf("close code %d", code)
				}
			}
		}
		if step%8 == 0 {
			core.Step(now)
			if err := truth.Record(core.Tick(), core.Rows(), core.Events(), core.Replicator().Set(core.Tick())); err != nil {
				t.Fatal(err)
			}
		}
		for i, p := range players {
			for msg := p.down.get(now); msg != nil; msg = p.down.get(now) {
				if err := p.Receive(msg, now); err != nil {
					t.Fatal(err)
				}
				if err := p.follower.Check(); err != nil {
					t.Fatal(err)
				}
			}
			in := arena.Input{Forward: step/240%2 == 0, Fire: step/100%3 == 0, Left: step/300%2 == 0}
			var msg []byte
			if i < len(players)-1 {
				msg = p.Advance(now, arena.Inputs.Encode(nil, &in))
			} else if msg = p.Play(now); len(msg) > 20 {
				played++ // more than the numbers of ticks: there is an input in it
			}
			if msg != nil {
				p.up.put(now, msg)
			}
			p.Draw(now)
			p.Events(func(*game.EventLog) {})
		}
	}
	if played < 400 {
		t.Errorf("the game played only %d ticks of its player", played)
	}
	for _, p := range players {
		if c := p.follower.Counts(); c.Frames < 800 || c.Scopes < 5*c.Frames {
			t.Errorf("only %+v were checked", c)
		}
		s := p.Stats(now)
		t.Logf("player %d: %+v", p.id, s)
		if s.InputMargin < 0 || s.InputMargin > 3*period {
			t.Errorf("player %d: input margin %v", p.id, s.InputMargin)
		}
		if s.Mispredictions > s.Frames/4 {
			t.Errorf("player %d: %d of %d frames were mispredicted", p.id, s.Mispredictions, s.Frames)
		}
	}
	if n := core.Counts(); n.InputsLate > 60 {
		t.Errorf("%d late inputs: %+v", n.InputsLate, n)
	}
}
