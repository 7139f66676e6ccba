package app

import "fmt"

// updateAdvice is what helps when client and server differ in their version.
const updateAdvice = "Reload the page to get the new version"

// windowError is what went wrong with the canvas.
func windowError(err error) error { return fmt.Errorf("app: %w", err) }
