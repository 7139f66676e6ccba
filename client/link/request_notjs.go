//go:build !js

package link

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// requests makes a link's requests, over connections of its own.
type requests struct {
	client *http.Client
	end    context.CancelFunc // of all that it has begun
}

// newRequests makes ready. A network of the caller's is used as it is; on the system's a proxy that the
// environment names for this server is: there, as behind many a firewall, nothing else gets out, and
// browsers ask the same one.
func newRequests(cfg Config) requests {
	life, end := context.WithCancel(context.Background())
	proxy, dial := http.ProxyFromEnvironment, new(net.Dialer).DialContext
	if cfg.Native.Dial != nil {
		proxy, dial = nil, cfg.Native.Dial
	}
	// HTTP/1: a request that is given up takes its connection with it, and the next one goes over
	// another. In HTTP/2 all would hang in the one that has died.
	var one http.Protocols
	one.SetHTTP1(true)
	t := &http.Transport{
		Proxy: proxy,
		// A dial outlives the request that needed it, but never the link.
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			ctx, cancel := context.WithTimeout(ctx, cfg.DialTimeout)
			defer cancel()
			defer context.AfterFunc(life, cancel)()
			return dial(ctx, network, addr)
		},
		TLSClientConfig:        cfg.Native.TLS.Clone(),
		TLSHandshakeTimeout:    cfg.DialTimeout,
		Protocols:              &one,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 16 << 10,
		DisableCompression:     true,
	}
	return requests{end: end, client: &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (r *requests) close() {
	r.end()
	r.client.CloseIdleConnections()
}

// untold is an error without the address: the id of the link is part of that, and errors end in logs.
func untold(err error) error {
	if told := (*url.Error)(nil); errors.As(err, &told) {
		return told.Err
	}
	return err
}

// do makes one request and reads an answer of at most so many bytes.
func (r *requests) do(ctx context.Context, method, at string, body []byte, limit int) (reply, error) {
	req, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return reply{}, untold(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", contentType)
		// A batch is taken once, however often it comes. This is not sent, but has net/http send it again by
		// itself where a connection that was kept turns out to be closed.
		req.Header["Idempotency-Key"] = nil
	}
	res, err := r.client.Do(req)
	if err != nil {
		return reply{}, untold(err)
	}
	defer res.Body.Close()
	got := reply{status: res.StatusCode, after: seconds(res.Header.Get("Retry-After")), page: isPage(res.Header.Get("Content-Type"))}
	if got.status != http.StatusOK {
		_, _ = read(res.Body, 4<<10) // a connection is kept where its answers have been read
		return got, nil
	}
	got.body, err = read(res.Body, limit)
	return got, err
}

// read reads a body to its end, of which no more than the limit is taken.
func read(r io.Reader, limit int) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err == nil && len(body) > limit {
		err = errTooLarge
	}
	return body, err
}
