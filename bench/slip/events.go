package slip

import "tickwire/proto/wire"

// AnyEvent tries a change on one after another of the scopes that bring events.
func AnyEvent(f *wire.Frame, edit func(s *wire.Scope) bool) bool {
	for i := range f.Scopes {
		if s := &f.Scopes[i]; len(s.Events) > 0 && edit(s) {
			return true
		}
	}
	return false
}

// DropEvent loses the last event of a scope.
func DropEvent(_ *Hand, f *wire.Frame) bool {
	return AnyEvent(f, func(s *wire.Scope) bool {
		s.Events = s.Events[:len(s.Events)-1]
		return true
	})
}
