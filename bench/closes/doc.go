// Package closes holds docs/close-codes.md to the code. It is a test alone: every code that server and
// clients know has a row, and what the row says of sessions, tokens and dialling again is what they do.
//
//	go test ./bench/closes
package closes
