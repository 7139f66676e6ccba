package lab

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// trouble takes what the server logs: an error, such as a room that has ended because the game or the
// engine panicked, fails the run.
type trouble struct {
	fail  func(client int, err error)
	attrs []slog.Attr
}

// Enabled implements slog.Handler.
func (trouble) Enabled(_ context.Context, l slog.Level) bool { return l >= slog.LevelError }

// Handle implements slog.Handler.
func (h trouble) Handle(_ context.Context, r slog.Record) error {
	text := r.Message
	add := func(a slog.Attr) bool {
		text += fmt.Sprintf(" %s=%v", a.Key, a.Value)
		return true
	}
	for _, a := range h.attrs {
		add(a)
	}
	r.Attrs(add)
	h.fail(everyClient, errors.New("lab: the server says: "+text))
	return nil
}

// WithAttrs implements slog.Handler.
func (h trouble) WithAttrs(attrs []slog.Attr) slog.Handler {
	return trouble{fail: h.fail, attrs: append(h.attrs[:len(h.attrs):len(h.attrs)], attrs...)}
}

// WithGroup implements slog.Handler. What the server logs has none.
func (h trouble) WithGroup(string) slog.Handler { return h }
