// Package arch holds the import rules of the whole tree as one table and tests them, natively
// and for the browser.
//
// The package has no code of its own and owns nothing: rules_test.go is the table, check_test.go
// the pure checker, load_test.go asks go list. A broken rule prints the shortest way to the
// package that must not be there:
//
//	$ go test ./bench/arch
//	js/wasm: tickwire/client must not reach net/http: gws cannot dial in a browser ...
//		tickwire/client
//		-> tickwire/client/link
//		-> net/http
//
// A rule about packages that do not exist can never fail, so a pattern that matches nothing is
// an error too, unless notYet names it; and notYet fails as soon as the package appears.
package arch
