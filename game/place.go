package game

// Place tells who sees an entity or event: it chooses the scope of the public fields.
type Place struct {
	class  placeClass
	x, y   string
	team   string
	hidden bool
}

type placeClass uint8

const (
	placeGlobal placeClass = iota
	placeCell
	placeTeam
	placePrivate
	placeHidden
)

// scope is the class of the scopes of a place that is not hidden.
func (p placeClass) scope() ScopeClass {
	return [...]ScopeClass{placeGlobal: ClassGlobal, placeCell: ClassCell, placeTeam: ClassTeam, placePrivate: ClassPrivate}[p]
}

// Everyone places rows in the scope that all players of the room hold.
func Everyone() Place { return Place{class: placeGlobal} }

// InCell places rows in the grid cell of two fields, so that players near it see it.
func InCell(x, y string) Place { return Place{class: placeCell, x: x, y: y} }

// ToTeam places rows in the scope of the team that a field names; team 0 is seen by nobody.
func ToTeam(field string) Place { return Place{class: placeTeam, team: field} }

// ToOwner places rows in the private scope of the player in the Owner field.
func ToOwner() Place { return Place{class: placePrivate} }

// Hidden keeps rows on the server. They are saved and loaded like all others, so that a world
// is whole after Load there, but never sent.
func Hidden() Place { return Place{class: placeHidden, hidden: true} }

func (p Place) resolve(what string, t *table) {
	switch p.class {
	case placeCell:
		t.xy = [2]int{t.need(what, p.x), t.need(what, p.y)}
	case placeTeam:
		t.team = t.need(what, p.team)
	case placePrivate:
		if t.owner < 0 {
			panic("game: " + what + " " + t.name + " is placed ToOwner but has no Owner field")
		}
	case placeGlobal, placeHidden:
	}
}
