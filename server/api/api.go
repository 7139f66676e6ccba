package api

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"tickwire/game"
	"tickwire/proto/answer"
	"tickwire/server/gate"
	"tickwire/server/lobby"
)

// Prefix is where an API is to be mounted.
const Prefix = "/v1/"

// Config says what an API tells of. All of it is required.
type Config struct {
	Def   *game.Definition // complete
	Rooms *lobby.Lobby
	Gate  *gate.Gate  // whose rules for players hold here, too
	Ready func() bool // whether new players are let in
}

// API is an http.Handler of all paths below Prefix.
type API struct {
	cfg  Config
	mux  *http.ServeMux
	list atomic.Pointer[listed] // nil until somebody asks
}

var _ http.Handler = (*API)(nil)

// query is one request that is about to be answered.
type query struct {
	r       *http.Request
	visitor gate.Visitor
}

// resource is what there is at one path: what answers each method. HEAD is GET without the body.
type resource struct {
	pattern string
	free    bool // it counts towards no limit: it is asked for often, and costs less than to be refused
	methods map[string]func(query) reply
}

// New makes an API. It starts nothing.
func New(cfg Config) *API {
	a := &API{cfg: cfg, mux: http.NewServeMux()}
	get := func(f func(query) reply) map[string]func(query) reply {
		return map[string]func(query) reply{http.MethodGet: f}
	}
	rooms := get(a.rooms)
	rooms[http.MethodPost], rooms[http.MethodOptions] = a.create, preflight
	for _, res := range []resource{
		{pattern: Prefix + "rooms", methods: rooms},
		{pattern: Prefix + "rooms/{id}", methods: get(a.room)},
		{pattern: Prefix + "health", methods: get(a.health), free: true},
		{pattern: Prefix + "openapi.yaml", methods: get(document), free: true},
	} {
		a.mux.HandleFunc(res.pattern, func(w http.ResponseWriter, r *http.Request) { a.serve(&res, w, r) })
	}
	a.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		no(http.StatusNotFound, answer.NoPath, "there is nothing at this path; see "+Prefix+"openapi.yaml").write(w, r)
	})
	return a
}

// ServeHTTP answers a request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// serve is all that paths have in common.
func (a *API) serve(res *resource, w http.ResponseWriter, r *http.Request) {
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	q := query{r, a.cfg.Gate.Visitor(r)}
	if q.visitor.Foreign || method == http.MethodGet {
		w.Header().Set("Access-Control-Allow-Origin", "*") // nothing that is told is secret to a page, no refusal either
	} else if origin := r.Header.Get("Origin"); origin != "" {
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
	f := res.methods[method]
	switch {
	case f == nil:
		allow := res.allow()
		w.Header().Set("Allow", allow) // RFC 9110 section 15.5.6
		no(http.StatusMethodNotAllowed, answer.Method, "this path takes "+allow).write(w, r)
	case r.Body != nil && r.Body != http.NoBody:
		w.Header().Set("Connection", "close") // or net/http would read what comes
		no(http.StatusRequestEntityTooLarge, answer.Body, "nothing here takes a body; send the request without one").write(w, r)
	case !res.free && !q.visitor.MayAsk():
		no(http.StatusTooManyRequests, answer.TooFast, "your network asks too often; once a second shows all that changes").after(time.Second).write(w, r)
	default:
		f(q).write(w, r)
	}
}

// allow is the header of that name.
func (res *resource) allow() string {
	all := []string{http.MethodHead}
	for m := range res.methods {
		all = append(all, m)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// preflight is what a browser asks before a page of another host sends its token along. A foreign page is
// told what it may, which is to GET.
func preflight(q query) reply {
	methods := http.MethodGet
	if !q.visitor.Foreign {
		methods += ", " + http.MethodPost
	}
	return reply{status: http.StatusNoContent, header: []string{
		"Access-Control-Allow-Methods", methods, "Access-Control-Allow-Headers", "Authorization",
	}}
}
