package gate

import (
	"strings"
	"unicode"

	"tickwire/proto/wire"
)

// maxMarks is how many combining marks one character may carry: Vietnamese has two, Thai two, and a
// tower of them covers the lines above and below.
const maxMarks = 3

// tidyName is a name as others may see it; what cannot be seen is left out, or two players could look
// the same. wire has refused broken UTF-8, control characters and what is too long.
func tidyName(s string) string { return tidy(s, hidden) }

// tidyChat does the same for a line of chat, in which joiners shape letters, of Persian for one, and
// selectors colour emoji.
func tidyChat(s string) string {
	return tidy(s, func(r rune) bool { return hidden(r) && r != 0x200c && r != 0x200d && r != 0xfe0f })
}

// tidy leaves characters out, makes every space a plain one, none at the ends and none after another,
// and takes what is on top of a tower of marks off.
func tidy(s string, without func(rune) bool) string {
	if plain(s) {
		return s
	}
	var b strings.Builder
	space, marks := false, 0
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || r == 0x2800: // a pattern of Braille without a dot
			space = b.Len() > 0
			continue
		case without(r):
			continue
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks++; marks > maxMarks {
				continue
			}
		default:
			marks = 0
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plain reports whether a text is as it should be already, as most are.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || c == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}

// hidden reports whether a character has no look of its own: those of format, among them the ones that
// turn the direction of what follows, fillers, selectors of variants, and private ones.
func hidden(r rune) bool {
	return r >= 0x80 && unicode.In(r, unicode.C, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// tidyIdentity is the name that an Authorizer gave, in the length that the wire takes.
func tidyIdentity(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(wire.Cut(tidyName(s), wire.MaxName))
}
