package room

import (
	"time"

	"tickwire/game"
	"tickwire/server/session"
)

const defaultSleep = 45 * time.Minute

// TokenLife is how long a token must live: its client may fall asleep when it has not been sent the
// next one yet, sleep as long as it may, and lose its link then. It is for session.Config.Every, which
// should not be less.
func (c *Config) TokenLife() time.Duration {
	sleep := c.Sleep
	if sleep <= 0 {
		sleep = defaultSleep
	}
	grace := time.Duration(max(c.Def.Limits.Grace, 0)) * time.Second / time.Duration(c.Def.TickRate)
	return grace + sleep + 2*tokenEvery
}

// newKeys are for one process.
func newKeys(life time.Duration) *session.Keys {
	k, err := session.NewKeys(session.Config{Every: max(life, time.Hour)})
	if err != nil {
		panic("room: " + err.Error())
	}
	return k
}

// sign makes the token of a player.
func (r *Room) sign(dst []byte, p game.PlayerID, serial uint32) []byte {
	now := time.Now()
	return r.cfg.Keys.Sign(dst, &session.Ticket{
		Room: r.cfg.ID, Player: p, Serial: serial, Expires: now.Add(r.cfg.TokenLife()),
	}, now)
}
