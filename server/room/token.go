package room

import (
	"time"

	"tickwire/game"
	"tickwire/server/session"
)

const defaultSleep = 45 * time.Minute

// tokenLife is how long a token must live: its client may fall asleep when it has not been sent the
// next one yet, sleep as long as it may, and lose its link then.
func (c *Config) tokenLife() time.Duration {
	sleep := c.Sleep
	if sleep <= 0 {
		sleep = defaultSleep
	}
	grace := time.Duration(max(c.Def.Limits.Grace, 0)) * time.Second / time.Duration(c.Def.TickRate)
	return grace + sleep + 2*tokenEvery
}

// NewKeys makes keys that are believed for as long as tokens of such a room must live: an hour, or
// more where sleep and grace are long. Without secrets they are made of a random one, and it cannot
// fail.
func (c *Config) NewKeys(secrets ...[]byte) (*session.Keys, error) {
	return session.NewKeys(session.Config{Secrets: secrets, Every: max(c.tokenLife(), time.Hour)})
}

// sign makes the token of a player.
func (r *Room) sign(dst []byte, p game.PlayerID, serial uint32) []byte {
	now := time.Now()
	return r.cfg.Keys.Sign(dst, &session.Ticket{
		Room: r.cfg.ID, Player: p, Serial: serial, Expires: now.Add(r.cfg.tokenLife()),
	}, now)
}
