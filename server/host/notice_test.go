package host_test

import (
	"net/http"
	"strings"
	"testing"

	"tickwire/server/host"
)

// TestNotice says lines to all players by the admin listener, and some that cannot be said.
func TestNotice(t *testing.T) {
	s, _ := start(t, host.Config{NoPage: true})
	url := "http://" + s.AdminAddr().String() + "/notice"
	for _, row := range []struct {
		name, method, text, origin string
		want                       int
	}{
		{"a line", http.MethodPost, "back in five minutes\n", "", http.StatusOK},
		{"in other letters", http.MethodPost, "überall", "", http.StatusOK},
		{"as long as can be", http.MethodPost, strings.Repeat("x", 256) + "\n", "", http.StatusOK},
		{"too long", http.MethodPost, strings.Repeat("x", 257), "", http.StatusRequestEntityTooLarge},
		{"too long behind a gap", http.MethodPost, strings.Repeat("x", 256) + "   and more", "", http.StatusRequestEntityTooLarge},
		{"nothing", http.MethodPost, " \n", "", http.StatusBadRequest},
		{"two lines", http.MethodPost, "a\nb", "", http.StatusBadRequest},
		{"no letters", http.MethodPost, "\xff\xfe", "", http.StatusBadRequest},
		{"by looking", http.MethodGet, "", "", http.StatusMethodNotAllowed},
		{"by a page of somebody else", http.MethodPost, "buy now", "https://example.com", http.StatusForbidden},
	} {
		req, err := http.NewRequestWithContext(t.Context(), row.method, url, strings.NewReader(row.text))
		if err != nil {
			t.Fatal(err)
		}
		if row.origin != "" {
			req.Header.Set("Origin", row.origin)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != row.want {
			t.Errorf("%s: %s, want %d", row.name, resp.Status, row.want)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}
