package host

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"tickwire/proto/wire"
)

// notices has the server say a line to everybody: that it restarts at ten, or what was deployed. The
// body of the request is the line. A page that an operator has open elsewhere cannot ask for it.
func notices(say func(text string) (rooms int)) http.Handler {
	return http.NewCrossOriginProtection().Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		const most = wire.MaxChat + 2 // with an end of line
		b, err := io.ReadAll(io.LimitReader(r.Body, most+1))
		text := strings.TrimSpace(string(b))
		switch {
		case err != nil || text == "":
			http.Error(w, "the body of the request is the line to be said, and there is none", http.StatusBadRequest)
		case len(text) > wire.MaxChat || len(b) > most:
			http.Error(w, fmt.Sprintf("a line has at most %d bytes", wire.MaxChat), http.StatusRequestEntityTooLarge)
		case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
			http.Error(w, "a line is UTF-8 without control characters", http.StatusBadRequest)
		default:
			fmt.Fprintf(w, "rooms told: %d\n", say(text))
		}
	}))
}
