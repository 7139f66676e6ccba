package lean

import (
	"encoding/binary"
	"slices"
	"testing"
)

// FuzzCutFrame cuts what a server may send. It must come out the same however much of it has come when
// it is looked at, and no byte may be lost.
func FuzzCutFrame(f *testing.F) {
	f.Add([]byte{bitFin | OpBinary, 3, 1, 2, 3, bitFin | OpPing, 0}, 4)
	f.Add(slices.Concat([]byte{bitFin | OpBinary, 126, 0, 200}, make([]byte, 210)), 3)
	f.Add([]byte{bitFin | OpBinary, 127, 0, 0, 0, 0, 0, 0, 0, 2, 7, 7}, 9)
	f.Add([]byte{bitFin | OpBinary, 127, 255, 255, 255, 255, 255, 255, 255, 255}, 2)
	f.Add([]byte{bitFin | OpClose, 2, 0x03, 0xe8}, 1)
	f.Add([]byte{bitFin | OpBinary, bitMask | 1, 1, 2, 3, 4, 5}, 1)
	f.Fuzz(func(t *testing.T, b []byte, part int) {
		opcode, payload, rest, ok, err := CutFrame(b)
		if !ok {
			if err == nil && len(b) >= 10 && b[1] == 127 && binary.BigEndian.Uint64(b[2:]) > maxMessage {
				t.Fatal("it waits for a message that no client takes")
			}
			if len(rest) != len(b) {
				t.Fatalf("%d bytes are left of %d, of which none was taken", len(rest), len(b))
			}
			return
		}
		if err != nil || len(payload)+len(rest) > len(b)-2 || len(payload) > maxMessage {
			t.Fatalf("%d and %d bytes of %d, %v", len(payload), len(rest), len(b), err)
		}
		taken := len(b) - len(rest)
		short := b[:max(part%taken, 0)]
		if _, _, _, ok, err := CutFrame(short); ok || err != nil {
			t.Fatalf("%d of %d bytes: got %t, %v", len(short), taken, ok, err)
		}
		if o, p, r, ok, err := CutFrame(b[:taken]); !ok || err != nil || o != opcode || !slices.Equal(p, payload) || len(r) != 0 {
			t.Fatalf("alone it is %d %x, with more behind it %d %x", o, p, opcode, payload)
		}
	})
}
