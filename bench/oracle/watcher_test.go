package oracle_test

import (
	"fmt"
	"slices"
	"time"

	"tickwire/bench/oracle"
	"tickwire/client/netplay"
	"tickwire/game"
	"tickwire/game/snapshot"
	"tickwire/proto/wire"
	"tickwire/server/replicate"
)

// watcher is a player: both ends of its link, and what is on the way between them.
type watcher struct {
	id       game.EntityID // of the eye
	eye      eye
	encoding wire.Encoding
	looks    *replicate.Client
	client   *netplay.Client
	follower *oracle.Follower
	skips    int      // ticks for which it is sent nothing
	stalls   bool     // what is sent does not arrive
	asleep   int      // ticks with a frame that was left out, since the last one that was not
	sent     [][]byte // and has not arrived
	told     []string // events that frames brought, and that were not handed out yet
	was      [][]byte // the scopes of the frame before, for a trick
}

// window is how many frames may be on the way, as a room has it: beyond it a link is sent nothing.
const window = 45

// arrive lets a player join.
func (st *stage) arrive() {
	encoding := wire.EncodingColumns
	if !st.chance(3) {
		encoding = wire.EncodingPacked
	}
	if len(st.watchers) == mostWatchers {
		return
	}
	st.last++
	st.lastID++
	w := &watcher{id: st.lastID, eye: eye{Player: st.last}, encoding: encoding}
	w.eye.View.Radius = st.def.Grid.Cell
	w.eye.View.Team = game.TeamID(st.last % teams)
	w.connect(st)
	st.watchers = append(st.watchers, w)
}

// connect makes a new link. What was on the way in the old one is lost.
func (w *watcher) connect(st *stage) {
	if w.follower != nil {
		st.seen.add(w)
	}
	w.looks = replicate.NewClient(w.eye.Player, w.encoding)
	w.client = netplay.New(st.def, netplay.Config{})
	w.follower = st.truth.Follow(w.client)
	w.skips, w.stalls, w.told = 0, false, nil
	w.sent = [][]byte{wire.AppendWelcome(nil, &wire.Welcome{
		Player: w.eye.Player, Tick: st.tick, TickRate: st.def.TickRate, SendEvery: st.def.SendEvery, SendIdle: st.def.SendIdle, Encoding: w.encoding,
		Schema: wire.SchemaMessage(st.def.Schema), SchemaHash: st.def.Schema.Hash(), MaxInputLead: st.def.Limits.MaxInputLead,
	})}
}

// depart takes a player out for good.
func (st *stage) depart() {
	if len(st.watchers) > 1 {
		i := st.below(len(st.watchers))
		st.seen.add(st.watchers[i])
		st.watchers = slices.Delete(st.watchers, i, i+1)
	}
}

// disturb breaks a link, or holds it up.
func (st *stage) disturb(op byte) error {
	w := st.watchers[st.below(len(st.watchers))]
	switch op % 4 {
	case 0:
		if st.chance(2) {
			w.encoding = wire.EncodingColumns + wire.EncodingPacked - w.encoding
		}
		w.connect(st)
	case 1:
		w.skips = 1 + st.below(8)
		if st.chance(4) {
			w.skips *= 8 // further than the server remembers
		}
	case 2:
		w.stalls = true
	case 3:
		w.stalls = false
		return w.deliver(st)
	}
	return nil
}

// look moves what a player sees.
func (st *stage) look() {
	v := &st.watchers[st.below(len(st.watchers))].eye.View
	switch st.below(6) {
	case 0:
		v.X, v.Y = st.point()
	case 1, 2:
		v.X += st.def.Grid.Cell / 4 * int32(st.below(9)-4)
		v.Y += st.def.Grid.Cell / 4 * int32(st.below(9)-4)
	case 3:
		v.Radius = st.def.Grid.Cell / 2 * int32(st.below(8))
	case 4:
		v.Team = game.TeamID(st.below(teams))
	case 5:
		if v.All = st.chance(3); st.chance(4) {
			v.Radius = st.value(v.Radius)
		}
	}
}

// frame hands a frame to the link if it can take one.
func (w *watcher) frame(st *stage) error {
	if w.quiet(st) {
		return w.stands(st)
	}
	if w.skips > 0 || len(w.sent) > window {
		w.skips = max(w.skips-1, 0)
		return nil
	}
	w.asleep = 0
	left, parts := st.rep.Gather(w.looks, st.view(w.eye.Player))
	if st.trick.frame != nil {
		left, parts = st.trick.frame(w, left, parts)
	}
	body := slices.Concat(parts...)
	ask := st.rep.Ask(w.looks, st.tick%3 == 0)
	msg := wire.AppendFrame(nil, &wire.FrameHeader{Tick: st.tick, Left: left, Verify: ask}, len(body))
	w.sent = append(w.sent, append(msg, body...))
	st.seen.Left += len(left)
	if w.stalls {
		st.seen.Late++
		return nil
	}
	return w.deliver(st)
}

// quiet reports whether a frame would tell nothing and may be left out.
func (w *watcher) quiet(st *stage) bool {
	if w.asleep++; w.asleep >= st.def.SendIdle || st.rep.News(w.looks, st.view(w.eye.Player)) {
		return false
	}
	st.seen.Quiet++
	return true
}

// stands checks that a client who is told nothing holds what it would be told: of what comes with every
// frame, that is.
func (w *watcher) stands(st *stage) (err error) {
	if len(w.sent) > 0 || st.def.BytesPerSecond > 0 || st.def.Grid.FarRadius > 0 {
		return nil
	}
	w.client.Held(func(s game.ScopeID, c *snapshot.Content) {
		if want, ok := st.truth.Content(s, st.tick); !ok || !c.Equal(&want) {
			err = fmt.Errorf("%v is left out of tick %d and has changed since %d", s, st.tick, c.Tick)
		}
	})
	return err
}

func (st *stage) view(p game.PlayerID) game.View {
	return (&shelf{eyes: st.eyes, rows: st.rows}).View(p)
}

// deliver brings all that is on the way, and checks the client after each message.
func (w *watcher) deliver(st *stage) error {
	sent := w.sent
	w.sent = nil
	for _, msg := range sent {
		if err := w.client.Receive(msg, st.now()); err != nil {
			return &refusal{err}
		}
		if err := w.follower.Check(); err != nil {
			return err
		}
		if err := w.answer(st); err != nil {
			return err
		}
		w.client.Told(func(_ game.ScopeID, e *wire.Event) { w.told = append(w.told, nameOf(e.Number, e.Vals)) })
	}
	w.client.Draw(st.now())
	if err := w.shown(); err != nil {
		return err
	}
	return w.agrees()
}

// answer brings back what the server has asked for. It must find that the client holds what it was
// sent, however late it is told.
func (w *watcher) answer(st *stage) error {
	msg := w.client.Answer()
	if msg == nil {
		return nil
	}
	said, err := wire.DecodeVerified(msg)
	if err != nil {
		return err
	}
	got, ok := st.rep.Verify(w.looks, said)
	if !ok || got.Diverged > 0 || got.First != nil {
		return fmt.Errorf("the answer to a frame of tick %d: asked %t, %d scopes diverged: %v", said.Tick, ok, got.Diverged, got.First)
	}
	st.seen.Verified += got.Scopes
	st.seen.Forgotten += got.Late
	return nil
}

func nameOf(event int, vals []int32) string { return fmt.Sprint(event, vals) }

// shown takes the events that the client hands out, each of which a frame must have brought.
func (w *watcher) shown() (err error) {
	w.client.Events(func(log *game.EventLog) {
		for i := range log.Len() {
			name := nameOf(log.Number(i), log.Vals(i))
			k := slices.Index(w.told, name)
			if k < 0 {
				err = fmt.Errorf("event %v was handed out and not told, or twice", name)
				return
			}
			w.told = slices.Delete(w.told, k, k+1)
		}
	})
	return err
}

// agrees finds a scope of which the server thinks that the client holds another look than it does.
func (w *watcher) agrees() (err error) {
	held := 0
	w.client.Held(func(s game.ScopeID, c *snapshot.Content) {
		if held++; w.looks.Held(s) != c.Tick {
			err = fmt.Errorf("%v: the client holds tick %d, the server thinks %d", s, c.Tick, w.looks.Held(s))
		}
	})
	if n := len(w.looks.Scopes(nil)); n != held {
		err = fmt.Errorf("the client holds %d scopes, the server thinks %d", held, n)
	}
	return err
}

// end checks that, some time later, all events were handed out and what is drawn is what the client
// holds.
func (w *watcher) end(st *stage) error {
	if w.client.Tick() == 0 {
		return nil
	}
	drawn := w.client.Draw(st.now() + time.Minute).Rows
	if err := w.shown(); err != nil {
		return err
	}
	if len(w.told) > 0 {
		return fmt.Errorf("%d events were told and never handed out: %v", len(w.told), w.told)
	}
	for kind := range st.def.Schema.NumKinds() {
		if got, want := drawn.Block(kind).IDs, w.client.Merged().Block(kind).IDs; !slices.Equal(got, want) {
			return fmt.Errorf("a minute later %s %v are drawn, want %v", st.def.Schema.Kind(kind).Name, got, want)
		}
	}
	return nil
}
