package web

import (
	"strconv"
	"strings"
)

// encodingFor chooses among the forms that a bundle has: "br", "gzip" or "" for neither. The
// header lists codings with a weight each; weight 0 refuses, "*" stands for all that are not
// named. Among those taken the smaller form wins, whatever the weights: every browser weighs
// them equally.
func encodingFor(header string) string {
	taken := map[string]bool{}
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "" {
			taken[name] = !refuses(params)
		}
	}
	for _, name := range []string{"br", "gzip"} {
		ok, named := taken[name]
		if ok || (!named && taken["*"]) {
			return name
		}
	}
	return ""
}

// refuses says whether the parameters of a coding hold a weight of zero. A weight that is no
// number refuses as well: uncompressed is what every browser understands.
func refuses(params string) bool {
	for param := range strings.SplitSeq(params, ";") {
		key, value, ok := strings.Cut(strings.TrimSpace(param), "=")
		if !ok || !strings.EqualFold(strings.TrimSpace(key), "q") {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		return err != nil || q <= 0
	}
	return false
}
