package oracle

import (
	"fmt"

	"tickwire/game"
)

// Divergence is the first difference found: in order of scope, kind, entity and field.
type Divergence struct {
	Frame  game.TickNumber // newest frame of the client; 0 when the server itself is at fault
	Scope  game.ScopeID
	Tick   game.TickNumber // of the scope, where the difference is
	Kind   string          // empty where the scope as a whole is meant, as are those below
	Entity game.EntityID
	Field  string // empty where the row as a whole is meant
	Got    int32
	Want   int32
	What   string // what is wrong, where it is not a field
}

// Error says where the difference is and what it is.
func (d *Divergence) Error() string {
	s := "oracle: "
	if d.Frame != 0 {
		s += fmt.Sprintf("frame %d: ", d.Frame)
	}
	s += fmt.Sprintf("%v at tick %d: ", d.Scope, d.Tick)
	if d.Kind != "" {
		s += fmt.Sprintf("%s %d: ", d.Kind, d.Entity)
	}
	if d.Field != "" {
		return s + fmt.Sprintf("%s is %d, want %d", d.Field, d.Got, d.Want)
	}
	return s + d.What
}
