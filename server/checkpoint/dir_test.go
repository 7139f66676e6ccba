package checkpoint_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"tickwire/game"
	"tickwire/server/checkpoint"
	"tickwire/server/session"
)

func open(tb testing.TB, path string) *checkpoint.Dir {
	tb.Helper()
	d, err := checkpoint.Open(path)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = d.Close() })
	return d
}

func save(tb testing.TB, d *checkpoint.Dir, id session.RoomID, n game.TickNumber, payload string) {
	tb.Helper()
	if err := d.Save(id, n, []byte(payload)); err != nil {
		tb.Fatal(err)
	}
}

// names are the files in a folder that are checkpoints, refused ones included.
func names(tb testing.TB, path string) []string {
	tb.Helper()
	files, err := os.ReadDir(path)
	if err != nil {
		tb.Fatal(err)
	}
	var all []string
	for _, f := range files {
		if strings.Contains(f.Name(), ".checkpoint") {
			all = append(all, f.Name())
		}
	}
	return all
}

func TestTheNewestTwoAreKept(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "made", "with [brackets]"))
	a, b := session.RoomID{1}, session.RoomID{2}
	for n := game.TickNumber(8); n < 13; n++ { // names with more digits must not sort before
		save(t, d, a, n, "a")
	}
	save(t, d, b, 1, "b")
	want := []checkpoint.Room{{ID: a, Ticks: []game.TickNumber{12, 11}}, {ID: b, Ticks: []game.TickNumber{1}}}
	if got, err := d.Rooms(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("rooms %v, %v, want %v", got, err, want)
	}
	if err := d.Remove(a); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Rooms(); err != nil || !reflect.DeepEqual(got, want[1:]) {
		t.Errorf("rooms %v, %v, want %v", got, err, want[1:])
	}
	if got, err := d.Read(b, 1); err != nil || string(got) != "b" {
		t.Errorf("read %q, %v", got, err)
	}
}

// TestDamageIsFound changes each byte of a file, cuts it everywhere and makes it longer.
func TestDamageIsFound(t *testing.T) {
	path := t.TempDir()
	d := open(t, path)
	id := session.RoomID{7}
	save(t, d, id, 1, "the payload")
	file := filepath.Join(path, names(t, path)[0])
	sound, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(what string, at int, b []byte) {
		t.Helper()
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := d.Read(id, 1)
		// Of a format that is not known nobody can say what is wrong.
		if inFormat := what == "changed" && at >= 8 && at < 12; err == nil || !inFormat && !errors.Is(err, checkpoint.ErrCorrupt) || !strings.Contains(err.Error(), filepath.Base(file)) && !inFormat {
			t.Errorf("%s at %d: %v", what, at, err)
		}
	}
	for i := range sound {
		b := append([]byte(nil), sound...)
		b[i] ^= 0x10
		refused("changed", i, b)
		refused("cut", i, sound[:i])
	}
	refused("longer", len(sound), append(append([]byte(nil), sound...), 0))
	if err := d.Refuse(id, 1); err != nil {
		t.Fatal(err)
	}
	if got, _ := d.Rooms(); len(got) != 0 || len(names(t, path)) != 1 {
		t.Errorf("after it was set aside: %v, %v", got, names(t, path))
	}
}

// TestARefusedOneDoesNotCountAsKept goes back to the one before and goes on from there, at ticks
// below that of the refused one.
func TestARefusedOneDoesNotCountAsKept(t *testing.T) {
	path := t.TempDir()
	d := open(t, path)
	id := session.RoomID{7}
	save(t, d, id, 100, "old")
	save(t, d, id, 200, "damaged")
	if err := d.Refuse(id, 200); err != nil {
		t.Fatal(err)
	}
	save(t, d, id, 150, "new")
	want := []checkpoint.Room{{ID: id, Ticks: []game.TickNumber{150, 100}}}
	if got, err := d.Rooms(); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("rooms %v, %v, want %v", got, err, want)
	}
}

func TestAFolderIsOneServers(t *testing.T) {
	path := t.TempDir()
	d := open(t, path)
	if _, err := checkpoint.Open(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a second one: %v", err)
	}
	secret, err := d.Secret()
	if err != nil || len(secret) != 32 {
		t.Fatalf("secret of %d bytes, %v", len(secret), err)
	}
	left := filepath.Join(path, "writing-123")
	if err := errors.Join(os.WriteFile(left, []byte("half"), 0o600), d.Close()); err != nil {
		t.Fatal(err)
	}
	d = open(t, path)
	if again, err := d.Secret(); err != nil || string(again) != string(secret) {
		t.Errorf("another secret: %x, %v, want %x", again, err, secret)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what was half written is still there")
	}
	info, err := os.Stat(filepath.Join(path, "secret"))
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("the secret can be read by others: %v, %v", info.Mode(), err)
	}
}
