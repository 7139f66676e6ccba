package main

import (
	"context"
	"fmt"
	"os"
	"time"

	"tickwire/bench/load"
)

// watch prints a line each second until ctx ends or nobody is left, and returns the table for the
// time since all had joined; for all of the time when they never had.
func watch(ctx context.Context, g loader, players int, out *os.File) (table string) {
	format := "%s\n"
	if info, err := out.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		format = "\r\x1b[?7l%s\x1b[K\x1b[?7h" // in place, cut at the edge rather than wrapped
	}
	begin := g.Sample()
	last, all := begin, false
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return g.Sample().Minus(begin).Table()
		case <-ticker.C:
		}
		now := g.Sample()
		fmt.Fprintf(out, format, now.Minus(last).Line())
		last = now
		if !all && now.Connected == players {
			begin, all = now, true
		}
		if now.Tried == players && now.Connected == 0 && now.Failed+closed(now) >= players {
			return now.Minus(begin).Table()
		}
	}
}

func closed(s *load.Sample) (n int) {
	for _, k := range s.Closes {
		n += k
	}
	return n
}
