// Package js holds the client in TypeScript (client/js) to the convergence oracle, as package e2e holds
// the one in Go: whatever it makes of the bytes must be what the server's world was, though it knows
// nothing of the game but the schema that it was sent.
package js
