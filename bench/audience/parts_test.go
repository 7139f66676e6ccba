package audience

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tickwire/bench/notice"
)

// Inside the package: what is read and written of HTTP and Socket.IO shows from outside only as
// figures.

// TestHeads holds what is sent against net/http, and against the sizes that README tells.
func TestHeads(t *testing.T) {
	const host, path = "127.0.0.1:43210", "/poll/AAAAAAAAAAAAAAAAAAAAAA?got=12&wait=25000"
	for _, row := range []struct {
		request     []byte
		method      string
		body        int64
		least, most int
	}{
		{get(host, path), "GET", 0, 500, 600},
		{post(host, path, mediaType, make([]byte, 20)), "POST", 20, 600, 700},
	} {
		r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(string(row.request))))
		if err != nil {
			t.Fatal(err)
		}
		if r.Method != row.method || r.URL.RequestURI() != path || r.Host != host || r.ContentLength != row.body {
			t.Errorf("got %s %s of %s with %d bytes", r.Method, r.URL, r.Host, r.ContentLength)
		}
		if r.UserAgent() != userAgent || !strings.HasPrefix(r.Referer(), "http://"+host+"/") {
			t.Errorf("%s: got the user agent %q, the referrer %q", row.method, r.UserAgent(), r.Referer())
		}
		if n := len(row.request); n < row.least || n > row.most {
			t.Errorf("a %s is %d bytes, want %d to %d", row.method, n, row.least, row.most)
		}
	}
}

func TestAnswers(t *testing.T) {
	for _, row := range []struct {
		name, raw string
		status    int
		body      string
		want      string // error
	}{
		{"a body", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\nabcdef", 200, "abc", ""},
		{"none", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", ""},
		{"a refusal", "HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\nno", 404, "no", ""},
		{"no length", "HTTP/1.1 200 OK\r\n\r\nabc", 0, "", "how long"},
		{"too long", "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", 0, "", "99999999 bytes"},
		{"below nothing", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", 0, "", "-1 bytes"},
		{"in pieces", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 0, "", "chunked"},
		{"another version", "HTTP/2 200\r\n\r\n", 0, "", "no answer of HTTP/1.1"},
		{"cut", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", 0, "", "EOF"},
		{"nothing", "", 0, "", "EOF"},
	} {
		r := requester{reader: bufio.NewReader(strings.NewReader(row.raw))}
		a, err := r.read()
		if row.want != "" {
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%s: got error %v, want %q", row.name, err, row.want)
			}
		} else if err != nil || a.status != row.status || string(a.body) != row.body || a.at <= 0 {
			t.Errorf("%s: got %d %q at %v, %v", row.name, a.status, a.body, a.at, err)
		}
	}
}

// TestIdleConnections has a server close each connection after one answer, as servers do with those
// that are idle: what was sent on it is sent again on another.
func TestIdleConnections(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	accepted := make(chan struct{}, 10)
	go func() {
		for c, err := l.Accept(); err == nil; c, err = l.Accept() {
			accepted <- struct{}{}
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				_, _ = c.Write([]byte("HTTP/1.1 204 No Content\r\n\r\n"))
			}
			c.Close()
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r := requester{audience: New(Config{Addr: l.Addr().String()})}
	for range 3 {
		if a, err := r.do(ctx, get(l.Addr().String(), "/")); err != nil || a.status != 204 {
			t.Fatalf("got %d, %v", a.status, err)
		}
	}
	if got := len(accepted); got != 3 {
		t.Errorf("got %d connections, want 3", got)
	}
}

func TestPackets(t *testing.T) {
	for _, row := range []struct{ packet, reply, want string }{
		{`0{"sid":"x"}`, "40", ""},
		{"2", "3", ""},
		{`40{"sid":"y"}`, "", ""},
		{`42["notice",{"number":1,"at":5,"words":[WORDS]}]`, "", ""},
		{`42["notice",{"number":1,"at":5,"words":[1,2,3,4]}]`, "", "wrong notice"},
		{`42["other",1]`, "", "not understood"},
		{"", "", "empty"},
		{"9", "", "not understood"},
	} {
		c := &client{audience: New(Config{}), came: func() {}}
		words := strings.Trim(strings.ReplaceAll(fmt.Sprint(notice.Words(1)), " ", ","), "[]")
		reply, err := c.packet([]byte(strings.ReplaceAll(row.packet, "WORDS", words)), 0)
		if row.want != "" {
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%s: got error %v, want %q", row.packet, err, row.want)
			}
		} else if err != nil || reply != row.reply {
			t.Errorf("%s: got %q, %v, want %q", row.packet, reply, err, row.reply)
		}
	}
}
