package web

import (
	"errors"
	"strings"
	"time"
)

// state is what the site knows about its client: a bundle, a failure, or neither while it is
// being built. A state never changes; Run stores a new one.
type state struct {
	bundle  *Bundle
	failure *Failure
	since   time.Time // when the build began, if neither is set
}

// status is status.json, which the page polls.
type status struct {
	State string `json:"state"` // building, ready or failed
	// Elapsed is how long the build has run, in whole seconds.
	Elapsed int `json:"elapsed"`
	// Wasm and Exec are the names of the client and of the script that starts it, relative to
	// the page. Size is the client's length in bytes before compression.
	Wasm    string   `json:"wasm,omitempty"`
	Exec    string   `json:"exec,omitempty"`
	Size    int64    `json:"size,omitempty"`
	Failure *Failure `json:"failure,omitempty"`
}

func (s *state) status() status {
	switch {
	case s.bundle != nil:
		return status{State: "ready", Wasm: s.bundle.wasmName(), Exec: s.bundle.execName(), Size: s.bundle.Size()}
	case s.failure != nil:
		return status{State: "failed", Failure: s.failure}
	}
	return status{State: "building", Elapsed: int(time.Since(s.since).Seconds())}
}

// Failure is an error that the page can show: what went wrong, the tool's own words, and what to
// do about it.
type Failure struct {
	Reason string `json:"reason"`           // one sentence
	Output string `json:"output,omitempty"` // of the compiler, its first 4 KiB
	Hint   string `json:"hint,omitempty"`   // what the reader can do now
}

// Error returns the reason, and the output if there is one.
func (f *Failure) Error() string {
	if f.Output == "" {
		return f.Reason
	}
	return strings.TrimSuffix(f.Reason, ".") + ": " + f.Output
}

// asFailure makes any error presentable.
func asFailure(err error) *Failure {
	if f, ok := errors.AsType[*Failure](err); ok {
		return f
	}
	return &Failure{
		Reason: "The client could not be built.",
		Output: err.Error(),
		Hint:   "Remove the cause and start the server again. This page goes on by itself.",
	}
}
