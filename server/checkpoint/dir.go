package checkpoint

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"tickwire/game"
	"tickwire/server/session"
)

// keep is how many checkpoints of a room are kept: the newest, and the one to go back to.
const keep = 2

// Dir is a folder with checkpoints.
type Dir struct {
	path string
	lock *os.File
}

// Room is what there is of a room.
type Room struct {
	ID    session.RoomID
	Ticks []game.TickNumber // of its checkpoints, newest first
}

// Open makes the folder if need be and takes it for this process.
func Open(path string) (*Dir, error) {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(path, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	if err := lock(f); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("checkpoint: another server uses %s; give each its own folder: %w", path, err)
	}
	d := &Dir{path: path, lock: f}
	if err := d.sweep(); err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	return d, nil
}

// sweep removes what a process that was killed was writing.
func (d *Dir) sweep() error {
	files, err := os.ReadDir(d.path)
	if err != nil {
		return err
	}
	for _, f := range files {
		if strings.HasPrefix(f.Name(), unfinished) {
			if err := os.Remove(filepath.Join(d.path, f.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close gives the folder back.
func (d *Dir) Close() error { return d.lock.Close() }

// secretSize is what session.Keys wants at least.
const secretSize = 32

// Secret is random bytes that are made once per folder, and never leave it: with them a server that
// comes back takes the resume tokens that it gave before.
func (d *Dir) Secret() ([]byte, error) {
	path := filepath.Join(d.path, "secret")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		b = make([]byte, secretSize)
		_, _ = rand.Read(b) // it cannot fail
		err = replace(path, b)
	}
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	if len(b) < secretSize {
		return nil, fmt.Errorf("checkpoint: %s has %d bytes; remove it, and a new one is made", path, len(b))
	}
	return b, nil
}

const suffix = ".checkpoint"

func (d *Dir) file(id session.RoomID, n game.TickNumber) string {
	return filepath.Join(d.path, fmt.Sprintf("%x-%010d%s", id[:], n, suffix))
}

// Rooms lists what is there, without looking into the files.
func (d *Dir) Rooms() ([]Room, error) {
	files, err := os.ReadDir(d.path) // by name, so rooms are together and ticks ascend
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	var all []Room
	for _, f := range files {
		id, n, ok := parse(f.Name())
		if !ok {
			continue
		}
		if last := len(all) - 1; last < 0 || all[last].ID != id {
			all = append(all, Room{ID: id})
		}
		r := &all[len(all)-1]
		r.Ticks = slices.Insert(r.Ticks, 0, n)
	}
	return all, nil
}

// parse is the reverse of file, for a name without its folder.
func parse(name string) (id session.RoomID, n game.TickNumber, ok bool) {
	name, ok = strings.CutSuffix(name, suffix)
	if !ok {
		return id, 0, false
	}
	room, tick, _ := strings.Cut(name, "-")
	b, err := hex.DecodeString(room)
	v, errTick := strconv.ParseUint(tick, 10, 32)
	if cmp.Or(err, errTick) != nil || copy(id[:], b) != len(id) || len(b) != len(id) || len(tick) != 10 {
		return id, 0, false
	}
	return id, game.TickNumber(v), true
}

// Save writes a checkpoint and then removes those that are not kept any more.
func (d *Dir) Save(id session.RoomID, n game.TickNumber, payload []byte) error {
	if len(payload) > maxPayload {
		return fmt.Errorf("checkpoint: room %x has %d bytes, the most is %d", id, len(payload), maxPayload)
	}
	if err := replace(d.file(id, n), seal(nil, payload)); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return d.prune(id, keep)
}

// Remove forgets a room.
func (d *Dir) Remove(id session.RoomID) error { return d.prune(id, 0) }

// SetAside refuses all checkpoints of a room.
func (d *Dir) SetAside(id session.RoomID) error {
	ticks, err := d.ticks(id)
	for _, n := range ticks {
		err = errors.Join(err, d.Refuse(id, n))
	}
	return err
}

// prune removes all but the newest checkpoints of a room.
func (d *Dir) prune(id session.RoomID, kept int) error {
	ticks, err := d.ticks(id)
	if err != nil {
		return err
	}
	for _, n := range ticks[min(kept, len(ticks)):] {
		if err := os.Remove(d.file(id, n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("checkpoint: %w", err)
		}
	}
	return nil
}

// ticks are those of a room's checkpoints, newest first.
func (d *Dir) ticks(id session.RoomID) ([]game.TickNumber, error) {
	all, err := d.Rooms()
	if i := slices.IndexFunc(all, func(r Room) bool { return r.ID == id }); i >= 0 {
		return all[i].Ticks, err
	}
	return nil, err
}

// Read is what was saved. An error that wraps ErrCorrupt is the file's.
func (d *Dir) Read(id session.RoomID, n game.TickNumber) ([]byte, error) {
	path := d.file(id, n)
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxPayload+1<<10 {
		return nil, fmt.Errorf("%s: %w: it has %d bytes", path, ErrCorrupt, info.Size())
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("checkpoint: %w", err)
	}
	payload, err := unseal(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return payload, nil
}

// Refuse sets a checkpoint aside that cannot be used, so that it is neither tried again nor lost.
func (d *Dir) Refuse(id session.RoomID, n game.TickNumber) error {
	path := d.file(id, n)
	if err := os.Rename(path, path+".refused"); err != nil {
		return fmt.Errorf("checkpoint: %w", err)
	}
	return nil
}
