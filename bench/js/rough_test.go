package js_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// rough is a proxy that does all that one may do to requests, now and then. It never does so often in a
// row that a client has to give its link up.
type rough struct {
	backend string // http://host:port
	client  *http.Client

	mu     sync.Mutex
	random *rand.Rand
	row    map[string]int // of each method, how often nothing good came of it, in a row
	did    map[string]int
}

// roughly puts such a proxy in front of the server of a socket.
func roughly(t *testing.T, seed uint64, socket string) (front string, r *rough) {
	r = &rough{
		backend: strings.TrimSuffix(strings.Replace(socket, "ws", "http", 1), "/ws"), client: &http.Client{},
		random: rand.New(rand.NewPCG(seed, 1)), row: map[string]int{}, did: map[string]int{},
	}
	site := httptest.NewServer(r)
	t.Cleanup(func() {
		site.Close()
		r.client.CloseIdleConnections()
	})
	return "ws" + strings.TrimPrefix(site.URL, "http") + "/ws", r
}

// fate is what happens to the next request of a method.
func (r *rough) fate(method string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	fate := "well"
	if n := r.random.IntN(10); n < 6 && r.row[method] < 3 {
		fate = []string{"refused", "answer lost", "connection cut", "body cut", "twice", "two at once"}[n]
	}
	r.did[fate]++
	r.row[method]++
	if fate == "well" || fate == "twice" || fate == "two at once" {
		r.row[method] = 0
	}
	return fate
}

func (r *rough) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return
	}
	pass := func() (*http.Response, []byte) {
		out, err := http.NewRequestWithContext(req.Context(), req.Method, r.backend+req.URL.RequestURI(), bytes.NewReader(body))
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		out.Header = req.Header.Clone()
		resp, err := r.client.Do(out)
		if err != nil {
			panic(http.ErrAbortHandler) // the client has gone, or the server has
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		return resp, b
	}
	tell := func(resp *http.Response, b []byte) {
		for k, v := range resp.Header {
			w.Header()[k] = v
		}
		w.WriteHeader(resp.StatusCode)
		_, _ = w.Write(b)
	}
	switch fate := r.fate(req.Method); fate {
	case "refused":
		http.Error(w, "<html>bad gateway</html>", http.StatusBadGateway)
	case "answer lost":
		pass()
		http.Error(w, "", http.StatusGatewayTimeout)
	case "connection cut":
		pass()
		panic(http.ErrAbortHandler)
	case "body cut":
		_, b := pass()
		w.Header().Set("Content-Length", strconv.Itoa(len(b)+100))
		_, _ = w.Write(b[:len(b)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case "twice":
		pass()
		tell(pass())
	case "two at once":
		var other sync.WaitGroup
		other.Go(func() {
			defer func() { _ = recover() }() // as pass has it, for another goroutine
			pass()
		})
		resp, b := pass()
		other.Wait()
		tell(resp, b)
	default:
		tell(pass())
	}
}
