//go:build !js

package link

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestErrorsDoNotTellTheID fails requests in several ways: whoever knows the id of a link has the link, and
// errors end in logs.
func TestErrorsDoNotTellTheID(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	abort := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	defer abort.Close()
	r := newRequests(Config{}.withDefaults())
	defer r.close()
	for _, base := range []string{gone.URL, abort.URL, "http://nowhere.invalid", "http:// "} {
		_, err := r.do(t.Context(), "GET", base+"/poll/c2VjcmV0?got=0", nil, 0)
		if err == nil || strings.Contains(err.Error(), "c2VjcmV0") {
			t.Errorf("%s: %v", base, err)
		}
	}
}
