package lobby_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tickwire/game"
	"tickwire/game/arena"
	"tickwire/proto/wire"
	"tickwire/server/checkpoint"
	"tickwire/server/lobby"
	"tickwire/server/room"
)

// house is a lobby that keeps its rooms in a folder.
type house struct {
	*lobby.Lobby
	dir  *checkpoint.Dir
	log  lines
	stop func() // and wait until all is on disk
}

func move(t *testing.T, path string, def *game.Definition) *house {
	t.Helper()
	h := &house{}
	dir, err := checkpoint.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := dir.Secret()
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(&h.log, nil))
	writer := checkpoint.NewWriter(dir, log)
	cfg := lobby.Config{Log: log, Checkpoints: writer}
	def.Limits.MaxPlayers = 6
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	cfg.Room = room.Config{Def: def, Bots: 2, SaveEvery: time.Second}
	if cfg.Room.Keys, err = cfg.Room.NewKeys(secret); err != nil {
		t.Fatal(err)
	}
	h.dir, h.Lobby = dir, lobby.New(cfg)
	ctx, cancel := context.WithCancel(t.Context())
	var running, writing sync.WaitGroup
	running.Go(func() { _ = h.Run(ctx) })
	late, end := context.WithCancel(t.Context())
	writing.Go(func() { _ = writer.Run(late) })
	h.stop = sync.OnceFunc(func() {
		cancel()
		running.Wait()
		end()
		writing.Wait()
		if err := dir.Close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(h.stop)
	return h
}

// enter brings somebody in, or back.
func (h *house) enter(t *testing.T, name string, token []byte) wire.Welcome {
	t.Helper()
	g := newGreeted()
	if _, err := h.Join(t.Context(), name, room.Join{Name: "ada", Resume: token}, g); err != nil {
		t.Fatalf("join %q: %v", name, err)
	}
	return <-g.welcome
}

// friends is what the room of that name looks like.
func (h *house) friends() room.Status {
	all, _ := h.Status()
	for _, s := range all {
		if s.Name == "friends" {
			return s
		}
	}
	return room.Status{}
}

// TestRoomsOutliveTheServer kills one server, by going on from a copy of what it had on disk, and ends
// the next one in good order.
func TestRoomsOutliveTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := t.TempDir(), filepath.Join(t.TempDir(), "copy")
		h := move(t, first, arena.Definition())
		ada, bob := h.enter(t, "friends", nil), h.enter(t, "friends", nil)
		eve := h.enter(t, "", nil)
		time.Sleep(10*time.Second + time.Millisecond)
		synctest.Wait()
		if err := os.CopyFS(second, os.DirFS(first)); err != nil {
			t.Fatal(err)
		}
		late := h.enter(t, "friends", nil)
		at := h.friends().Tick
		h.stop()

		h = move(t, second, arena.Definition())
		time.Sleep(100 * time.Millisecond)
		if s := h.friends(); s.People != 2 || s.Lost != 2 || s.Bots != 2 || s.Tick > at || s.Tick+35 < at {
			t.Errorf("restored at tick %d: %+v", at, s)
		}
		for _, w := range []wire.Welcome{bob, eve, ada} {
			if got := h.enter(t, "", w.ResumeToken); got.Player != w.Player || got.Name != w.Name || got.Room != w.Room || !got.Resumed {
				t.Errorf("%s came back to %q as player %d of %s, want %d of %s", w.Name, got.Name, got.Player, got.Room, w.Player, w.Room)
			}
		}
		if got := h.enter(t, "friends", late.ResumeToken); got.Resumed || got.Player != late.Player {
			t.Errorf("who joined after the checkpoint: player %d, resumed %v", got.Player, got.Resumed)
		}
		if got := h.enter(t, "friends", late.ResumeToken); got.Resumed {
			t.Errorf("who joined after the checkpoint took the place of player %d", got.Player)
		}
		time.Sleep(300 * time.Millisecond)
		synctest.Wait()
		at = h.friends().Tick
		h.stop()

		h = move(t, second, arena.Definition())
		synctest.Wait()
		if s := h.friends(); s.Tick != at && s.Tick != at+1 || s.People != 4 {
			t.Errorf("after a good end at tick %d: %+v", at, s)
		}
		// Nobody comes back, so friends retires, and nothing of it stays on disk.
		time.Sleep(2 * time.Minute)
		h.stop()
		if rooms, err := h.dir.Rooms(); err != nil || len(rooms) != 1 {
			t.Errorf("on disk are %v, %v, want the first room alone", rooms, err)
		}
	})
}

// TestWhoCameBetweenTwoCrashes joins a server that was restored and is killed before it has saved
// anything. The next one gives the number to somebody else, whose place the token must not take.
func TestWhoCameBetweenTwoCrashes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := t.TempDir()
		kill := func(h *house) *house { // and start again
			next := filepath.Join(t.TempDir(), "copy")
			if err := os.CopyFS(next, os.DirFS(path)); err != nil {
				t.Fatal(err)
			}
			h.stop()
			path = next
			return move(t, path, arena.Definition())
		}
		h := move(t, path, arena.Definition())
		ada := h.enter(t, "", nil)
		time.Sleep(2 * time.Second)
		h = kill(h)
		bob := h.enter(t, "", nil)
		h = kill(h)
		eve := h.enter(t, "", nil)
		if bob.Player != eve.Player || bob.Room != eve.Room {
			t.Fatalf("bob was %d of %s, eve is %d of %s: this test needs them to be the same", bob.Player, bob.Room, eve.Player, eve.Room)
		}
		if got := h.enter(t, "", bob.ResumeToken); got.Resumed || got.Player == eve.Player {
			t.Errorf("by bob's token somebody came back as player %d, who is eve", got.Player)
		}
		if got := h.enter(t, "", ada.ResumeToken); !got.Resumed || got.Player != ada.Player {
			t.Errorf("ada came back as player %d, resumed %v", got.Player, got.Resumed)
		}
	})
}

// clumsy is a game that cannot load what it has saved.
type clumsy struct{ game.World }

func (clumsy) Load(*game.Rows) { panic("what is this?") }

// wedged is a game that never comes back from loading what it has saved.
type wedged struct {
	game.World
	free chan struct{}
}

func (w wedged) Load(*game.Rows) { <-w.free }

// TestAGameThatHangsWhenItIsRestored begins anew, after the time that making a world may take, and does
// not hang again when the server is started once more.
func TestAGameThatHangsWhenItIsRestored(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path, free := t.TempDir(), make(chan struct{})
		h := move(t, path, arena.Definition())
		ada, bob := h.enter(t, "", nil), h.enter(t, "friends", nil)
		time.Sleep(5 * time.Second)
		h.stop()
		def := arena.Definition()
		whole := def.New
		def.New = func(seed uint64) game.World { return wedged{whole(seed), free} }
		h = move(t, path, def)
		time.Sleep(70 * time.Second)
		synctest.Wait()
		if got := h.enter(t, "", ada.ResumeToken); got.Resumed || got.Room != lobby.First {
			t.Errorf("ada comes to %s, resumed %v", got.Room, got.Resumed)
		}
		if refused, err := filepath.Glob(filepath.Join(path, "*.refused")); err != nil || len(refused) != 4 {
			t.Errorf("set aside are %v, want two of each room", refused)
		}
		time.Sleep(2 * time.Second)
		h.stop()
		close(free)
		synctest.Wait()
		h = move(t, path, arena.Definition())
		if got := h.enter(t, "", bob.ResumeToken); got.Resumed || got.Room != lobby.First {
			t.Errorf("bob comes to %s, resumed %v", got.Room, got.Resumed)
		}
		if all, _ := h.Status(); len(all) != 1 {
			t.Errorf("the rooms are %+v, want the first one alone", all)
		}
	})
}

// TestAStepThatOutlastsTheServer takes longer than the server waits for it in the end, which is no
// judgement of the game: what is on disk stays good.
func TestAStepThatOutlastsTheServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path, slow := t.TempDir(), atomic.Bool{}
		def, _ := steps(func(int64) func() {
			return func() {
				if slow.Load() {
					time.Sleep(5 * time.Second)
				}
			}
		})
		h := move(t, path, def)
		ada := h.enter(t, "", nil)
		time.Sleep(3 * time.Second)
		slow.Store(true)
		time.Sleep(100 * time.Millisecond)
		h.stop()
		if n := h.log.count("the game hangs"); n != 1 {
			t.Fatalf("%d rooms were given up, want one: %s", n, h.log.b.String())
		}
		time.Sleep(10 * time.Second) // until the step returns
		h = move(t, path, arena.Definition())
		if got := h.enter(t, "", ada.ResumeToken); !got.Resumed || got.Player != ada.Player {
			t.Errorf("ada came back as %d, resumed %v", got.Player, got.Resumed)
		}
	})
}

// TestCheckpointsThatCannotBeUsed are set aside, and what is there instead depends on what is wrong.
func TestCheckpointsThatCannotBeUsed(t *testing.T) {
	for _, row := range []struct {
		name   string
		spoil  func(t *testing.T, path string, files []string) // newest first
		game   func(*game.Definition)
		back   bool // ada comes back
		refuse int  // files set aside
		said   string
	}{
		{"nothing is wrong", func(*testing.T, string, []string) {}, func(*game.Definition) {}, true, 0, "restored"},
		{"the newest is cut", cutFiles(1), func(*game.Definition) {}, true, 1, "damaged"},
		{"both are cut", cutFiles(2), func(*game.Definition) {}, false, 2, "damaged"},
		{"another version", cutFiles(0), func(d *game.Definition) { d.Version++ }, false, 2, "another game"},
		{"under another's name", func(t *testing.T, path string, files []string) {
			for i, f := range files {
				if err := os.Rename(f, filepath.Join(path, strings.Repeat("0", 32)+filepath.Base(f)[32:])); err != nil {
					t.Fatal(err)
				}
				files[i] = f
			}
		}, func(*game.Definition) {}, false, 2, "damaged"},
		{"a game that cannot load", cutFiles(0), func(d *game.Definition) {
			whole := d.New
			d.New = func(seed uint64) game.World { return clumsy{whole(seed)} }
		}, false, 2, "what is this?"},
	} {
		t.Run(row.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				path := t.TempDir()
				h := move(t, path, arena.Definition())
				ada := h.enter(t, "", nil)
				time.Sleep(5 * time.Second)
				h.stop()
				files, err := filepath.Glob(filepath.Join(path, "*.checkpoint"))
				if err != nil || len(files) != 2 {
					t.Fatalf("on disk are %v, %v", files, err)
				}
				slices.Reverse(files)
				row.spoil(t, path, files)
				def := arena.Definition()
				row.game(def)
				h = move(t, path, def)
				if got := h.enter(t, "", ada.ResumeToken); got.Resumed != row.back {
					t.Errorf("came back %v, want %v", got.Resumed, row.back)
				}
				h.stop()
				refused, err := filepath.Glob(filepath.Join(path, "*.refused"))
				if err != nil || len(refused) != row.refuse {
					t.Errorf("set aside are %v, want %d", refused, row.refuse)
				}
				if said, wrong := h.log.count(row.said), h.log.count("level=ERROR"); said == 0 || (wrong > 0) != (row.refuse > 0) {
					t.Errorf("it says %q %d times, and of errors %d", row.said, said, wrong)
				}
			})
		})
	}
}

// cutFiles takes the end off so many files.
func cutFiles(n int) func(*testing.T, string, []string) {
	return func(t *testing.T, _ string, files []string) {
		for _, f := range files[:n] {
			if err := os.Truncate(f, 100); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestNoMoreRoomsThanMayBeOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := t.TempDir()
		h := move(t, path, arena.Definition())
		h.enter(t, "", nil)
		for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
			h.enter(t, name, nil)
		}
		time.Sleep(2 * time.Second)
		h.stop()
		dir, err := checkpoint.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer dir.Close()
		var log lines
		def := arena.Definition()
		if err := def.Complete(); err != nil {
			t.Fatal(err)
		}
		l := lobby.New(lobby.Config{
			MaxRooms: 2, Room: room.Config{Def: def}, Log: slog.New(slog.NewTextHandler(&log, nil)),
			Checkpoints: checkpoint.NewWriter(dir, nil),
		})
		if all, _ := l.Status(); len(all) > 3 || all[0].Name != lobby.First || log.count("more rooms are on disk") != 1 {
			t.Errorf("%d rooms, the first is %q, or nothing was said of the others", len(all), all[0].Name)
		}
		if log.count(`msg="room restored" room=lobby `) != 1 {
			t.Errorf("the first room was not restored: %s", log.b.String())
		}
		if rooms, err := dir.Rooms(); err != nil || len(rooms) != 9 {
			t.Errorf("on disk are %v, %v", rooms, err)
		}
	})
}
