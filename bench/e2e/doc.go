// Package e2e tests both ends together: rooms and clients in one process, with bytes moved by
// hand or over real sockets. It has no code of its own.
package e2e
