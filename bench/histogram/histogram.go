// Package histogram counts durations in memory of a fixed size, from many goroutines at once and
// without a lock: what a load generator needs to tell quantiles and not to disturb what it
// measures.
//
//	var h histogram.Histogram
//	h.Add(12 * time.Millisecond)
//	before := h.Take()
//	...
//	p99 := h.Take().Minus(before).Quantile(0.99)
package histogram

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// Microseconds are counted one by one up to fine, then in fine/2 steps for each doubling: a
// quantile is exact or at most 1/32 too high. The last bucket takes what is beyond an hour.
const (
	fineBits = 6
	fine     = 1 << fineBits
	buckets  = fine + 27*fine/2
)

// Histogram counts durations. The zero value is empty.
type Histogram struct {
	counts [buckets]atomic.Uint64
	sum    atomic.Int64
}

// Add counts a duration. A negative one counts as 0.
func (h *Histogram) Add(d time.Duration) {
	d = max(d, 0)
	h.counts[bucket(uint64(d/time.Microsecond))].Add(1)
	h.sum.Add(int64(d))
}

// Take copies what was counted so far. What others add meanwhile is in it or not.
func (h *Histogram) Take() *Counts {
	c := &Counts{sum: time.Duration(h.sum.Load())}
	for i := range h.counts {
		c.counts[i] = h.counts[i].Load()
	}
	return c
}

// Counts are what a Histogram held at a moment, or what it counted between two.
type Counts struct {
	counts [buckets]uint64
	sum    time.Duration
}

// Minus is what was counted after an earlier Take of the same histogram; nil is the beginning.
func (c *Counts) Minus(earlier *Counts) *Counts {
	d := *c
	if earlier != nil {
		for i, n := range earlier.counts {
			d.counts[i] -= n
		}
		d.sum -= earlier.sum
	}
	return &d
}

// Plus is what two histograms hold together; nil is an empty one.
func (c *Counts) Plus(other *Counts) *Counts {
	d := &Counts{}
	for _, one := range []*Counts{c, other} {
		if one == nil {
			continue
		}
		for i, n := range one.counts {
			d.counts[i] += n
		}
		d.sum += one.sum
	}
	return d
}

// N is how many durations there are.
func (c *Counts) N() uint64 {
	n := uint64(0)
	for _, k := range c.counts {
		n += k
	}
	return n
}

// Mean is the mean duration, exactly; 0 of none.
func (c *Counts) Mean() time.Duration {
	n := c.N()
	if n == 0 {
		return 0
	}
	return c.sum / time.Duration(n)
}

// Quantile is a duration that the part q of all does not exceed; 0 of none.
func (c *Counts) Quantile(q float64) time.Duration {
	n := c.N()
	rank := uint64(q * float64(n))
	if float64(rank) < q*float64(n) {
		rank++ // the smallest whole number that is not below
	}
	rank = min(max(rank, 1), n)
	for i, k := range c.counts {
		if k >= rank && k > 0 {
			return upper(i)
		}
		rank -= k
	}
	return 0
}

func bucket(us uint64) int {
	if us < fine {
		return int(us)
	}
	shift := bits.Len64(us) - fineBits
	return min(fine+(shift-1)*fine/2+int(us>>shift)-fine/2, buckets-1)
}

// upper is the largest duration of a bucket.
func upper(i int) time.Duration {
	if i < fine {
		return time.Duration(i) * time.Microsecond
	}
	shift := (i-fine)/(fine/2) + 1
	step := uint64((i-fine)%(fine/2) + fine/2)
	return time.Duration((step+1)<<shift-1) * time.Microsecond
}
