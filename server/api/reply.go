package api

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"
	"time"

	"tickwire/proto/answer"
)

// How long an answer may be given again by those on the way.
const (
	never    = "no-store"
	aSecond  = "public, max-age=1"  // nothing is told anew more often
	toItself = "private, max-age=1" // what only those know who know a code
	anHour   = "public, max-age=3600"
)

// reply is an answer that is not sent yet.
type reply struct {
	status int
	body   []byte
	kind   string   // media type; default JSON
	cache  string   // Cache-Control; default never
	header []string // names and values
}

// no is the answer to a request that leads to nothing. The text says what to do.
func no(status int, code answer.Code, text string) reply {
	return reply{status: status, body: (&answer.Error{Code: code, Text: text}).JSON()}
}

// after says when it is worth asking again.
func (p reply) after(d time.Duration) reply {
	return p.with("Retry-After", strconv.Itoa(int(d/time.Second)))
}

// with adds a header.
func (p reply) with(name, value string) reply {
	p.header = append(p.header, name, value)
	return p
}

// write sends it, or that it is what the client has.
func (p reply) write(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	for i := 0; i < len(p.header); i += 2 {
		h.Set(p.header[i], p.header[i+1])
	}
	if p.kind == "" {
		p.kind = "application/json"
	}
	if p.cache == "" {
		p.cache = never
	}
	h.Set("Cache-Control", p.cache)
	h.Set("X-Content-Type-Options", "nosniff") // a name in it is no page, whatever it looks like
	h.Add("Vary", "Origin")
	if p.status == http.StatusOK && p.cache != never {
		tag := etag(p.body)
		h.Set("ETag", tag)
		if has(r.Header, tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	if len(p.body) > 0 {
		h.Set("Content-Type", p.kind)
		h.Set("Content-Length", strconv.Itoa(len(p.body)))
	}
	w.WriteHeader(p.status)
	_, _ = w.Write(p.body) // to a HEAD net/http sends none of it; who has gone needs none
}

// etag tells bodies apart that one client may have; that nobody can make two alike is not needed.
func etag(body []byte) string {
	sum := fnv.New64a()
	_, _ = sum.Write(body) // it cannot fail
	return fmt.Sprintf("%q", strconv.FormatUint(sum.Sum64(), 36))
}

// has reports whether the client has a body already (RFC 9110 section 13.1.2).
func has(h http.Header, tag string) bool {
	for have := range strings.SplitSeq(strings.Join(h.Values("If-None-Match"), ","), ",") {
		if have = strings.TrimSpace(have); have == "*" || strings.TrimPrefix(have, "W/") == tag {
			return true
		}
	}
	return false
}
