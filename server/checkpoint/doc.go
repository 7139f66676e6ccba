// Package checkpoint keeps bytes of rooms in a folder, so that they survive the process and the
// machine: each is written whole or not at all, the one before it is kept, and what comes back is what
// went in.
//
//	dir, err := checkpoint.Open("state")
//	defer dir.Close()
//	err = dir.Save(id, tick, payload)
//	for _, r := range dir.Rooms() {     // newest first
//		payload, err := dir.Read(r.ID, r.Ticks[0])
//	}
//
// A file is written beside its place, flushed to the disk, renamed, and then the folder is flushed: a
// crash leaves the old file or the new one, never half of one. A file that is not what was written,
// because the disk or somebody's editor changed it, is an error that names it, and the caller goes
// back to the one before.
//
// A folder belongs to one process at a time, which holds its lock file. All methods may be called by
// any goroutine, but for one room by one at a time. None of it is fast: Writer does it in a goroutine
// of its own.
//
// # Files
//
//	lock                   held by the process; empty
//	secret                 32 random bytes for resume tokens
//	ROOM-TICK.checkpoint   room as 32 hexadecimal digits, tick as 10 decimal ones
//	*.refused              set aside by Refuse, for a person to look at
//
// A checkpoint file is, numbers big endian:
//
//	0  8  "tickwire"
//	8  4  format, 1
//	12 8  length of the payload
//	20    payload
//	   32 SHA-256 of all that
package checkpoint
