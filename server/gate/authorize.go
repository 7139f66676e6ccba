package gate

import (
	"context"
	"errors"
	"strings"

	"tickwire/server/room"
)

// Identity is whom an Authorizer found behind a token.
type Identity struct {
	Subject string // who it is, the same each time; what a game keeps things by (game.Player.Subject)
	Name    string // in place of the one that the client asks for; empty to leave it
}

// Authorizer decides who may come in. auth.Tokens is one, for JSON Web Tokens.
type Authorizer interface {
	// Authorize judges the token of a Hello; remote is the address that it came from. It is called by
	// the goroutine of the connection, many at a time, so it may ask others and take its time: until
	// ctx ends, which is Limits.HelloTimeout after the Hello. It must return then.
	//
	// A RefusedError is for the player to read. Of any other error the player learns no more than that
	// there was one; the log has it, without the token.
	Authorize(ctx context.Context, token, remote string) (Identity, error)
}

// RefusedError is a refusal in words for the player.
type RefusedError = room.RefusedError

// What a player is told whom no Authorizer has judged.
var (
	errNoGuests  = &RefusedError{Err: errors.New("this server lets nobody in without a token; start from the page or launcher that gives you one")}
	errUndecided = &RefusedError{Err: errors.New("the server could not check your token; please try again later")}
)

// authorize asks who is behind a token, and puts what it learns into the Join. Where no token is asked
// for, and where guests are welcome and this is one, the zero identity goes on: a game may still have a
// word of its own. Who brings a token that is no good is refused, and never taken for a guest.
func (g *Gate) authorize(ctx context.Context, j *room.Join, remote string) error {
	cfg := &g.cfg
	switch {
	case j.Token == "" && cfg.NoGuests:
		return errNoGuests
	case j.Token == "" || cfg.Auth == nil:
		return nil
	}
	id, err := cfg.Auth.Authorize(ctx, j.Token, remote)
	refused := (*RefusedError)(nil)
	switch {
	case ctx.Err() != nil:
		return ctx.Err() // whatever it found, it took too long
	case err != nil && !errors.As(err, &refused):
		cfg.Log.Warn("the authorizer failed", "err", strings.ReplaceAll(err.Error(), j.Token, "(token)"), "remote", remote)
		return errUndecided
	case err != nil:
		return err
	}
	j.Subject = id.Subject
	if name := tidyIdentity(id.Name); name != "" {
		j.Name = name
	}
	return nil
}
