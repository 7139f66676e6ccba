//go:build !js

package app

import (
	"flag"
	"fmt"
	"strings"
)

// flags lists the flags with what they do, one a line: easier to read than the flag package's
// own two lines for each.
func flags(f *flag.FlagSet) string {
	var b strings.Builder
	f.VisitAll(func(x *flag.Flag) {
		value, does := flag.UnquoteUsage(x)
		name := strings.TrimSpace("-" + x.Name + " " + value)
		fmt.Fprintf(&b, "  %-19s %s", name, does)
		if x.DefValue != "" && x.DefValue != "false" {
			fmt.Fprintf(&b, " (default %s)", x.DefValue)
		}
		b.WriteByte('\n')
	})
	return b.String()
}
