package wire

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of texts in bytes of UTF-8. A peer that exceeds one sent a bad message.
const (
	MaxName        = 32   // of a player
	MaxChat        = 256  // of one line
	MaxRoom        = 64   // name or private code of a room
	MaxGame        = 64   // Definition.Name, and names of kinds, events and fields
	MaxToken       = 4096 // for the server's authorization
	MaxResumeToken = 512
	MaxReason      = 512 // in a CloseNotice
)

// checkText accepts one line of UTF-8 without control characters.
func checkText(what, s string, limit int) error {
	if len(s) > limit {
		return fmt.Errorf("%w: %s of more than %d bytes", ErrMessage, what, limit)
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return fmt.Errorf("%w: %s with invalid or control characters", ErrMessage, what)
	}
	return nil
}

// valid makes a text fit for protobuf, which refuses broken UTF-8.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// Cut is the beginning of a text that fits into so many bytes, in whole characters.
func Cut(s string, n int) string {
	for len(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}
