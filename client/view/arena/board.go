package arena

import (
	"tickwire/client/app"
	"tickwire/game"
	rules "tickwire/game/arena"
)

// boardLines is how many players the leaderboard names where there is room; the local one is
// added if not among them.
const boardLines = 6

// standing is a line of the leaderboard.
type standing struct {
	rank          int // 1 is the first
	player        game.PlayerID
	score, deaths int32
}

// before orders by score, then by deaths, then by who came first.
func (a *standing) before(b *standing) bool {
	if a.score != b.score {
		return a.score > b.score
	}
	if a.deaths != b.deaths {
		return a.deaths < b.deaths
	}
	return a.player < b.player
}

// board appends the best players, and the local one with the rank that it has. It looks at each
// player twice and sorts only the best, because a room may have a thousand.
func board(dst []standing, s *app.Scene, lines int) []standing {
	dst = dst[:0]
	var p rules.Pilot
	var mine standing
	for i := range rules.Pilots.Len(s.Rows) {
		rules.Pilots.Get(s.Rows, i, &p)
		x := standing{player: p.Owner, score: p.Score, deaths: p.Deaths}
		if p.Owner == s.Local {
			mine = x
		}
		at := len(dst)
		for at > 0 && x.before(&dst[at-1]) {
			at--
		}
		if at == lines {
			continue
		}
		if len(dst) < lines {
			dst = append(dst, standing{})
		}
		copy(dst[at+1:], dst[at:])
		dst[at] = x
	}
	named := mine.player == 0
	for i := range dst {
		dst[i].rank = i + 1
		named = named || dst[i].player == mine.player
	}
	if named {
		return dst
	}
	mine.rank = 1
	for i := range rules.Pilots.Len(s.Rows) {
		rules.Pilots.Get(s.Rows, i, &p)
		if x := (standing{player: p.Owner, score: p.Score, deaths: p.Deaths}); x.before(&mine) {
			mine.rank++
		}
	}
	return append(dst, mine)
}
