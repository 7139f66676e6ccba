package checkpoint

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// ErrCorrupt is what Read's error wraps when a file is not what was written.
var ErrCorrupt = errors.New("checkpoint: the file is damaged")

const (
	magic      = "tickwire"
	format     = 1
	headSize   = len(magic) + 4 + 8
	maxPayload = 1 << 30
)

// seal puts a payload between what tells that it is whole.
func seal(dst, payload []byte) []byte {
	from := len(dst)
	dst = append(dst, magic...)
	dst = binary.BigEndian.AppendUint32(dst, format)
	dst = binary.BigEndian.AppendUint64(dst, uint64(len(payload)))
	dst = append(dst, payload...)
	sum := sha256.Sum256(dst[from:])
	return append(dst, sum[:]...)
}

// unseal is the payload of a file's bytes.
func unseal(b []byte) ([]byte, error) {
	switch {
	case len(b) < headSize+sha256.Size:
		return nil, fmt.Errorf("%w: it ends after %d bytes", ErrCorrupt, len(b))
	case string(b[:len(magic)]) != magic:
		return nil, fmt.Errorf("%w: it does not begin as a checkpoint", ErrCorrupt)
	}
	if v := binary.BigEndian.Uint32(b[len(magic):]); v != format {
		return nil, fmt.Errorf("checkpoint: format %d; this version reads %d", v, format)
	}
	payload := b[headSize : len(b)-sha256.Size]
	if n := binary.BigEndian.Uint64(b[len(magic)+4:]); n != uint64(len(payload)) {
		return nil, fmt.Errorf("%w: %d bytes of %d", ErrCorrupt, len(payload), n)
	}
	if sum := sha256.Sum256(b[:len(b)-sha256.Size]); !bytes.Equal(sum[:], b[len(b)-sha256.Size:]) {
		return nil, fmt.Errorf("%w: the checksum does not fit", ErrCorrupt)
	}
	return payload, nil
}

// replace writes a file so that its name stands for all of the old bytes or all of the new, whenever
// the machine stops.
func replace(path string, b []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), unfinished+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close() // it may be closed already
			_ = os.Remove(f.Name())
		}
	}()
	if _, err = f.Write(b); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// unfinished is how the names of files begin that are being written.
const unfinished = "writing-"
