package redial

import (
	"encoding/base64"
	"strconv"
	"strings"
	"time"

	"tickwire/proto/wire"
)

// Place is what a client needs to come back as the player that it was.
type Place struct {
	Token []byte        // for Hello; nil when there is no place
	Grace time.Duration // for how long after the loss of a link it is kept
}

// String is a place as text, for storage; ParsePlace reads it. No place is no text.
func (p Place) String() string {
	if len(p.Token) == 0 {
		return ""
	}
	return strconv.FormatInt(p.Grace.Milliseconds(), 10) + "." + base64.RawURLEncoding.EncodeToString(p.Token)
}

// ParsePlace reads what String wrote. What it did not write is no place: storage belongs to the
// user, and what is wrong in it is no reason not to play.
func ParsePlace(s string) Place {
	grace, token, ok := strings.Cut(s, ".")
	millis, err := strconv.ParseUint(grace, 10, 32)
	b, err64 := base64.RawURLEncoding.Strict().DecodeString(token)
	if !ok || err != nil || err64 != nil || len(b) == 0 || len(b) > wire.MaxResumeToken {
		return Place{}
	}
	return Place{Token: b, Grace: time.Duration(millis) * time.Millisecond}
}
