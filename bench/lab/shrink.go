package lab

import (
	"errors"
	"slices"
	"time"

	"tickwire/bench/oracle"
)

// The bounds of shrinking. Somebody waits for it, and a script of ten lines is short enough.
const (
	shrinkRuns = 120
	shrinkTime = time.Minute
)

// shrinker looks for a shorter script that fails in the same way.
type shrinker struct {
	try   func(*Script) *Failure
	best  *Script
	what  *Failure
	runs  int
	until time.Time
}

// shrink makes a script that failed shorter: it ends with the failure, and has no clients, bots and
// disturbances that it fails without. Each step is tried, so what remains does fail. Links have random
// streams of their own, so that one fares alike whether others are there or not.
func shrink(s *Script, f *Failure, try func(*Script) *Failure) (*Script, int, *Failure) {
	k := &shrinker{try: try, best: s, what: f, until: time.Now().Add(shrinkTime)}
	k.cut()
	if f.Client != everyClient {
		k.step(k.with(func(s *Script) { s.Clients = []int{f.Client} }))
	}
	for before := -1; before != k.size(); {
		before = k.size()
		k.drop(func(s *Script) int { return len(s.Clients) },
			func(s *Script, from, to int) { s.Clients = slices.Delete(s.Clients, from, to) })
		k.step(k.with(func(s *Script) { s.Bots = 0 }))
		k.drop(func(s *Script) int { return len(s.Disturb) },
			func(s *Script, from, to int) { s.Disturb = slices.Delete(s.Disturb, from, to) })
	}
	return k.best, k.runs, k.what
}

func (k *shrinker) size() int { return len(k.best.Clients) + k.best.Bots + len(k.best.Disturb) }

// with is a copy of the best, changed.
func (k *shrinker) with(change func(*Script)) *Script {
	s := *k.best
	s.Clients, s.Disturb = slices.Clone(s.Clients), slices.Clone(s.Disturb)
	change(&s)
	s.Disturb = slices.DeleteFunc(s.Disturb, func(d Disturbance) bool {
		return d.Client != everyClient && !slices.Contains(s.Clients, d.Client)
	})
	return &s
}

// step takes a script if it fails too.
func (k *shrinker) step(s *Script) bool {
	if k.runs >= shrinkRuns || time.Now().After(k.until) || len(s.Clients) == 0 {
		return false
	}
	k.runs++
	f := k.try(s)
	if f == nil || diverged(f) != diverged(k.what) {
		return false
	}
	k.best, k.what = s, f
	k.cut()
	return true
}

// cut ends the script with its failure. What comes after cannot be the cause, so nothing is tried;
// unless the failure is what was found at the very end.
func (k *shrinker) cut() {
	if k.what.At >= k.best.Duration {
		return
	}
	at := k.what.At
	k.best = k.with(func(s *Script) {
		s.Duration = min(at.Truncate(time.Second)+2*time.Second, s.Duration)
		s.Disturb = slices.DeleteFunc(s.Disturb, func(d Disturbance) bool { return d.At > at })
	})
}

// drop leaves out as many things of a list as it can: the half of them, quarters, and so on.
func (k *shrinker) drop(length func(*Script) int, remove func(s *Script, from, to int)) {
	for size := (length(k.best) + 1) / 2; size > 0; size /= 2 {
		for from := 0; from < length(k.best); {
			to := min(from+size, length(k.best))
			if !k.step(k.with(func(s *Script) { remove(s, from, to) })) {
				from = to
			}
		}
	}
}

// diverged reports whether a failure is the oracle's.
func diverged(f *Failure) bool {
	var d *oracle.Divergence
	return errors.As(f.Err, &d)
}
