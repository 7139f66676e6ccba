package gate

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/proxy"
)

// The bounds of what a client may ask for: proxies give up on a request after half a minute at the
// earliest, and who asks less than once in a minute plays nothing.
const (
	maxWait  = 25 * time.Second
	maxEvery = 60 * time.Second
)

// batchLimits is how many messages of the largest size one batch may come to.
const batchLimits = 4

// mediaType is that of batches and answers.
const mediaType = "application/x-protobuf"

// Polls serves the same game by plain requests, for networks that let no WebSocket through; see
// docs/polling.md. It belongs at /poll and all below, and takes care of bodies.
func (g *Gate) Polls() http.Handler { return http.HandlerFunc(g.servePoll) }

func (g *Gate) servePoll(w http.ResponseWriter, r *http.Request) {
	name, ofLink := strings.CutPrefix(r.URL.Path, "/poll/")
	methods := []string{http.MethodGet}
	if ofLink {
		methods = []string{http.MethodGet, http.MethodPost}
	}
	who, ok := g.admitsRequest(w, r, methods)
	if !ok {
		return
	}
	if !ofLink {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		respond(w, http.StatusOK, []byte(wire.Subprotocol))
		return
	}
	id, ok := parsePollID(name)
	if !ok {
		deny(w, r, refusal{http.StatusBadRequest, "a link is called by 16 random bytes in base64url, 22 characters"})
		return
	}
	ask, err := parseAsk(r.URL.Query())
	switch {
	case err != nil:
		deny(w, r, refusal{http.StatusBadRequest, err.Error()})
	case r.Method == http.MethodPost:
		g.post(w, r, id, who, ask)
	default:
		g.get(w, r, id, ask)
	}
}

// admitsRequest judges methods and origins, and answers what asks for no more than that.
func (g *Gate) admitsRequest(w http.ResponseWriter, r *http.Request, methods []string) (proxy.Client, bool) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Origin")
	who := g.cfg.Proxies.Client(r)
	if !g.originAllowed(r, who.Scheme) {
		deny(w, r, refusal{http.StatusForbidden, "the page at " + r.Header.Get("Origin") + " may not connect to this server; its operator can allow it by -origin"})
		return who, false
	}
	if origin := r.Header.Get("Origin"); origin != "" && !ownPage(r, origin, who.Scheme) {
		h.Set("Access-Control-Allow-Origin", origin)
	}
	switch allowed := append(methods[:len(methods):len(methods)], http.MethodOptions); {
	case r.Method == http.MethodOptions && r.ContentLength == 0:
		h.Set("Allow", strings.Join(allowed, ", "))
		h.Set("Access-Control-Allow-Methods", strings.Join(methods, ", "))
		h.Set("Access-Control-Allow-Headers", "Content-Type")
		h.Set("Access-Control-Max-Age", "600") // ten minutes, the most that some browsers take
		w.WriteHeader(http.StatusNoContent)
		return who, false
	case !slices.Contains(methods, r.Method):
		h.Set("Allow", strings.Join(allowed, ", ")) // RFC 9110 section 15.5.6
		deny(w, r, refusal{http.StatusMethodNotAllowed, "a poll is a GET, and what is said a POST"})
		return who, false
	case r.Method == http.MethodGet && r.ContentLength != 0:
		deny(w, r, refusal{http.StatusBadRequest, "a GET has no body here"})
		return who, false
	}
	return who, true
}

// deny answers before the body is read: net/http would wait for the rest of it without a deadline.
func deny(w http.ResponseWriter, r *http.Request, n refusal) {
	if r.ContentLength != 0 {
		_ = http.NewResponseController(w).SetReadDeadline(time.Now())
		w.Header().Set("Connection", "close")
	}
	n.tell(w)
}

// tell sends a refusal; who may come later is told so.
func (n refusal) tell(w http.ResponseWriter) {
	if n.status == http.StatusTooManyRequests || n.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	http.Error(w, n.why, n.status)
}

// respond sends a body, whose length is told, so that nobody on the way has a reason to wait for more.
func respond(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	_, _ = w.Write(body) // who has gone asks again
}

var errTooOften = refusal{http.StatusTooManyRequests, "this link makes too many requests"}

var errNoLink = refusal{http.StatusNotFound, "there is no such link, or no more"}

// get is answered with what is new, when there is something.
func (g *Gate) get(w http.ResponseWriter, r *http.Request, id pollID, a ask) {
	p := g.polls.find(id)
	if p == nil {
		errNoLink.tell(w)
		return
	}
	if !p.asks(time.Now()) {
		errTooOften.tell(w)
		return
	}
	h := newHold()
	f, trip := p.fetch(h, a.got, a.every)
	switch f {
	case mismatch:
		refusal{http.StatusConflict, "got is neither the number of the newest answer nor the one before it"}.tell(w)
		return
	case over:
		if p.settle() {
			g.dropPoll(p)
		}
		errNoLink.tell(w)
		return
	case holding:
		p.alive(trip)
	}
	timer := time.NewTimer(max(a.wait, g.leastWait()))
	defer timer.Stop()
	var body []byte
	select {
	case body = <-h.body:
	case <-timer.C:
		body = p.release(h)
	case <-r.Context().Done():
		p.release(h)
		return
	}
	p.link.hear(time.Now())
	if body == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	// Who does not read an answer holds it and its goroutine no longer than the rest of a frame is held.
	rc := http.NewResponseController(w)
	_ = rc.SetWriteDeadline(time.Now().Add(restTimeout))
	w.Header().Set("Content-Type", mediaType)
	respond(w, http.StatusOK, body)
	_ = rc.Flush()
	_ = rc.SetWriteDeadline(time.Time{}) // the connection's next answer has its own time
}

// leastWait is two periods of sending: what a poll brings is made for it, at the next tick. No game is so
// slow that proxies may give up before.
func (g *Gate) leastWait() time.Duration {
	return min(2*time.Second*time.Duration(g.cfg.Def.SendEvery)/time.Duration(g.cfg.Def.TickRate), maxWait)
}

// post takes a batch; the first makes the link.
func (g *Gate) post(w http.ResponseWriter, r *http.Request, id pollID, who proxy.Client, a ask) {
	p := g.polls.find(id)
	if p != nil && !p.asks(time.Now()) {
		deny(w, r, errTooOften)
		return
	}
	body, no := g.body(w, r)
	if no.status != 0 {
		deny(w, r, no)
		return
	}
	at := time.Now()
	number, msgs, err := wire.DecodeBatch(nil, body)
	switch {
	case err != nil:
		refusal{http.StatusBadRequest, "the body is no Batch: " + err.Error()}.tell(w)
		return
	case p != nil:
	case number != 1:
		errNoLink.tell(w)
		return
	default:
		if p, no = g.openPoll(id, who.Addr, a); no.status != 0 {
			no.tell(w)
			return
		}
	}
	status, why := p.take(number, msgs, len(body), at)
	if status == http.StatusNoContent {
		w.WriteHeader(status)
		return
	}
	refusal{status, why}.tell(w)
}

// body reads what a POST brings, in time and no more than a batch may be. No memory is taken for what has
// not come.
func (g *Gate) body(w http.ResponseWriter, r *http.Request) ([]byte, refusal) {
	most := int64(batchLimits * g.cfg.Limits.ReadLimit)
	large := refusal{http.StatusRequestEntityTooLarge, "a batch is at most " + strconv.FormatInt(most, 10) + " bytes"}
	if r.ContentLength > most {
		return nil, large
	}
	rc := http.NewResponseController(w)
	_ = rc.SetReadDeadline(time.Now().Add(g.cfg.Limits.HelloTimeout))
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		return nil, large
	}
	if err != nil {
		return nil, refusal{http.StatusRequestTimeout, "the body did not come, or not in time; send it again"}
	}
	_ = rc.SetReadDeadline(time.Time{})
	return b, refusal{}
}

// ask is what the query of a request says.
type ask struct {
	got         uint32
	wait, every time.Duration
}

func parseAsk(q url.Values) (a ask, err error) {
	a.wait = maxWait
	for _, f := range []struct {
		name string
		most uint64
		set  func(v uint64)
	}{
		{"got", 1<<32 - 1, func(v uint64) { a.got = uint32(v) }},
		{"wait", uint64(maxWait.Milliseconds()), func(v uint64) { a.wait = time.Duration(v) * time.Millisecond }},
		{"every", uint64(maxEvery.Milliseconds()), func(v uint64) { a.every = time.Duration(v) * time.Millisecond }},
	} {
		switch vals := q[f.name]; {
		case len(vals) == 0:
		case len(vals) > 1:
			return a, errors.New(f.name + " is there twice")
		default:
			v, err := strconv.ParseUint(vals[0], 10, 64)
			if err != nil || v > f.most {
				return a, errors.New(f.name + " is a number from 0 to " + strconv.FormatUint(f.most, 10))
			}
			f.set(v)
		}
	}
	return a, nil
}
