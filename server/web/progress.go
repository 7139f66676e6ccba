package web

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"
	"unicode/utf8"
)

// reporter tells a human how the build goes, or the log if there is no human. It belongs to Run.
type reporter struct {
	log     *slog.Logger
	out     io.Writer // nil: log instead
	inPlace bool      // out is a terminal
	width   int       // of the line that stands on the terminal without a newline
}

// building starts the line. On a terminal it is rewritten by tick, elsewhere it stands.
func (r *reporter) building(elapsed time.Duration) {
	switch {
	case r.out == nil:
		r.log.Info("building the client")
	case r.inPlace:
		r.tick(elapsed)
	default:
		fmt.Fprintln(r.out, "client: building for the browser, about a minute the first time")
	}
}

// tick counts the seconds on a terminal.
func (r *reporter) tick(elapsed time.Duration) {
	if r.out == nil || !r.inPlace {
		return
	}
	line := fmt.Sprintf("client: building for the browser… %d s", int(elapsed.Seconds()))
	r.clear()
	fmt.Fprint(r.out, line)
	r.width = utf8.RuneCountInString(line)
}

func (r *reporter) ready(took time.Duration, cached bool, b *Bundle) {
	if r.out == nil {
		r.log.Info("client is ready", "took", took.Round(time.Millisecond), "cached", cached, "sizes", b.Sizes())
		return
	}
	r.clear()
	if cached {
		fmt.Fprintf(r.out, "client: ready (cached, %s)\n", b.Sizes())
		return
	}
	fmt.Fprintf(r.out, "client: ready in %.0f s (%s)\n", took.Seconds(), b.Sizes())
}

func (r *reporter) failed(f *Failure) {
	if r.out == nil {
		r.log.Error("no client for the browser", "reason", f.Reason, "output", f.Output, "hint", f.Hint)
		return
	}
	r.clear()
	fmt.Fprintf(r.out, "client: %s\n", f.Reason)
	for _, text := range []string{f.Output, f.Hint} {
		if text != "" {
			fmt.Fprintf(r.out, "  %s\n", strings.ReplaceAll(text, "\n", "\n  "))
		}
	}
}

// clear wipes the line that stands. Spaces, because not every Windows console knows escapes.
func (r *reporter) clear() {
	if r.width > 0 {
		fmt.Fprintf(r.out, "\r%s\r", strings.Repeat(" ", r.width))
		r.width = 0
	}
}

// isTerminal says whether w is a device that shows a carriage return as one.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
