// Package wire is the codec between bytes and the engine's types.
package wire
