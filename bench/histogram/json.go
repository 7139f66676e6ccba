package histogram

import (
	"encoding/json"
	"time"
)

// travelling is Counts on the way to another process.
type travelling struct {
	Counts []uint64
	Sum    time.Duration
}

// MarshalJSON writes the counts for another process of the same program.
func (c *Counts) MarshalJSON() ([]byte, error) {
	return json.Marshal(travelling{Counts: c.counts[:], Sum: c.sum})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Counts) UnmarshalJSON(b []byte) error {
	var t travelling
	if err := json.Unmarshal(b, &t); err != nil {
		return err
	}
	*c = Counts{sum: t.Sum}
	copy(c.counts[:], t.Counts)
	return nil
}
