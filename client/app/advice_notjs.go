//go:build !js

package app

// updateAdvice is what helps when client and server differ in their version.
const updateAdvice = "Get the client of the same version as the server, then start again"
