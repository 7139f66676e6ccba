//go:build !js

package app

import (
	"fmt"
	"os"
	"strings"
)

// updateAdvice is what helps when client and server differ in their version.
const updateAdvice = "Get the client of the same version as the server, then start again"

// windowError says what is missing where no window opens. Ebitengine tries one window system after
// the other and names only the last, which on a machine without a screen is a device nobody knows.
func windowError(err error) error {
	if !strings.Contains(err.Error(), "no window system") {
		return fmt.Errorf("app: %w", err)
	}
	return fmt.Errorf("app: there is no screen to open a window on (DISPLAY is %q): start it on a desktop, or by xvfb-run where nobody looks: %w", os.Getenv("DISPLAY"), err)
}
