package oracle_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

var scripts = flag.Int("scripts", 150, "scripts that TestReplicationSoak follows")

// randomScript is the script of a seed.
func randomScript(seed uint64) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, 64+r.IntN(1500))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

// FuzzReplication plays whatever game the input describes, in whatever way, and wants every client to
// hold and to be told what the server has. Nothing may panic.
func FuzzReplication(f *testing.F) {
	for seed := range uint64(24) {
		f.Add(randomScript(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := play(b); err != nil {
			t.Fatal(err)
		}
	})
}

// TestReplicationSoak follows random scripts; see -scripts. A script that finds something is cut down
// to what is needed for it and printed as a file for testdata/fuzz/FuzzReplication.
func TestReplicationSoak(t *testing.T) {
	var all sights
	for seed := range uint64(*scripts) {
		b := randomScript(seed)
		saw, err := try(b)
		if err != nil {
			b = shrink(b, func(b []byte) bool { _, err := try(b); return err != nil })
			_, less := try(b)
			t.Fatalf("seed %d: %v\ncut down: %v\ngo test fuzz v1\n[]byte(%q)", seed, err, less, b)
		}
		all.gather(saw)
	}
	t.Logf("%+v", all)
	n := *scripts
	if all.Runs != n || all.Frames < 60*n || all.Scopes < 400*n || all.Rows < 800*n || all.Events < 8*n ||
		all.Keyframes < 20*n || all.Left < 2*n || all.Late < 9*n || all.Links < 3*n ||
		all.Verified < 80*n || all.Forgotten == 0 || all.Quiet < n {
		t.Errorf("%d scripts looked only at %+v", n, all)
	}
}

// try is play, with a panic as an error.
func try(b []byte) (saw sights, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v", v)
		}
	}()
	return play(b)
}

func (s *sights) gather(o sights) {
	s.Frames += o.Frames
	s.Scopes += o.Scopes
	s.Rows += o.Rows
	s.Events += o.Events
	s.Runs += o.Runs
	s.Keyframes += o.Keyframes
	s.Left += o.Left
	s.Late += o.Late
	s.Links += o.Links
	s.Verified += o.Verified
	s.Forgotten += o.Forgotten
	s.Quiet += o.Quiet
}

// shrink cuts pieces out of a script, and makes its bytes 0, as long as it goes on failing.
func shrink(b []byte, fails func([]byte) bool) []byte {
	for size := len(b); size > 0; size /= 2 {
		for at := 0; at+size <= len(b); {
			if less := slices.Delete(slices.Clone(b), at, at+size); fails(less) {
				b = less
			} else {
				at += size
			}
		}
	}
	for i, was := range b {
		if b[i] = 0; was != 0 && !fails(b) {
			b[i] = was
		}
	}
	return b
}

func TestShrink(t *testing.T) {
	needs := func(b []byte) bool { return slices.Contains(b, 7) && slices.Contains(b, 9) }
	if got := fmt.Sprint(shrink([]byte{1, 7, 2, 3, 3, 9, 4}, needs)); got != "[7 9]" {
		t.Errorf("got %s, want [7 9]", got)
	}
}
