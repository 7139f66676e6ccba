package gate_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"tickwire/proto/wire"
	"tickwire/server/gate"
)

// The example of RFC 6455 section 1.3, with its answer.
const (
	nonce = "dGhlIHNhbXBsZSBub25jZQ=="
	proof = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
)

// handshake is a request as it goes over the wire, a good one but for what a row changes: a header that
// is "" here is left out, and one with line breaks comes in several lines.
type handshake map[string]string

func (h handshake) String() string {
	request := handshake{
		"Host": "play.example", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
		"Sec-WebSocket-Key": nonce, "Sec-WebSocket-Protocol": wire.Subprotocol, "line": "GET / HTTP/1.1",
	}
	for name, value := range h {
		request[name] = value
	}
	var b strings.Builder
	b.WriteString(request["line"] + "\r\n")
	for name, value := range request {
		if name == "line" || name == "body" || value == "" {
			continue
		}
		for line := range strings.SplitSeq(value, "\n") {
			fmt.Fprintf(&b, "%s: %s\r\n", name, line)
		}
	}
	return b.String() + "\r\n" + request["body"]
}

// knock sends a request and gives back what is answered, with its body.
func knock(t *testing.T, addr, request string) (*http.Response, string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := io.WriteString(c, request); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(request, " ") // an answer to HEAD has no body
	resp, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusSwitchingProtocols {
		return resp, ""
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// TestHandshakes writes requests line by line, which no library does, and holds the answers to RFC 6455
// section 4.2 and RFC 9110: which status, with what it must say about what to do instead. What net/http
// answers before the gate is asked is in the table too, because a client cannot tell them apart.
func TestHandshakes(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{Origins: []string{"https://friends.example/"}}, time.Minute)
	for _, row := range []struct {
		name    string
		request handshake
		want    int
		says    string // in the body; for 101 there is none
	}{
		{"the example of RFC 6455", handshake{}, 101, ""},
		{"HTTP/1.2, as if there were one", handshake{"line": "GET / HTTP/1.2"}, 101, ""},
		{"HTTP/1.0, as a proxy speaks by default", handshake{"line": "GET / HTTP/1.0"}, 426, "HTTP/1.1"},
		{"HTTP/2.0 in the words of 1.1", handshake{"line": "GET / HTTP/2.0"}, 505, ""},
		{"no HTTP", handshake{"line": "HELLO"}, 400, ""},
		{"POST", handshake{"line": "POST / HTTP/1.1"}, 405, "GET"},
		{"POST with a body", handshake{"line": "POST / HTTP/1.1", "Content-Length": "4", "body": "body"}, 405, "GET"},
		{"POST that is no upgrade", handshake{"line": "POST / HTTP/1.1", "Connection": "", "Upgrade": ""}, 405, "GET"},
		{"HEAD", handshake{"line": "HEAD / HTTP/1.1", "Connection": "close"}, 405, ""},
		{"get", handshake{"line": "get / HTTP/1.1"}, 405, "GET"},
		{"a body", handshake{"Content-Length": "4", "body": "\x81\x80\x00\x00"}, 400, "no body"},
		{"a body to come", handshake{"Content-Length": "4"}, 400, "no body"},
		{"a body to come, by POST", handshake{"line": "POST / HTTP/1.1", "Content-Length": "4"}, 405, "GET"},
		{"a body to come, and no upgrade", handshake{"Content-Length": "4", "Upgrade": ""}, 426, "WebSocket"},
		{"a body that is announced", handshake{"Content-Length": "4", "Expect": "100-continue"}, 400, "no body"},
		{"a body in pieces", handshake{"Transfer-Encoding": "chunked", "body": "4\r\nbody\r\n0\r\n\r\n"}, 400, "no body"},
		{"an empty body", handshake{"Content-Length": "0"}, 101, ""},

		{"no Host", handshake{"Host": ""}, 400, "Host"},
		{"two Hosts", handshake{"Host": "play.example\nplay.example"}, 400, ""},
		{"a Host that is none", handshake{"Host": "play example"}, 400, "Host"},
		{"another Host", handshake{"Host": "elsewhere.example:81"}, 101, ""},

		{"no Connection", handshake{"Connection": ""}, 426, "WebSocket"},
		{"Connection without ours", handshake{"Connection": "keep-alive"}, 426, "WebSocket"},
		{"Connection like ours", handshake{"Connection": "upgraded, no-upgrade"}, 426, "WebSocket"},
		{"Connection in capitals", handshake{"Connection": "UPGRADE"}, 101, ""},
		{"Connection as Firefox says it", handshake{"Connection": "keep-alive, Upgrade"}, 101, ""},
		{"Connection with gaps", handshake{"Connection": " , keep-alive,,\tupgrade ,"}, 101, ""},
		{"Connection in two lines", handshake{"Connection": "keep-alive\nUpgrade"}, 101, ""},
		{"no Upgrade", handshake{"Upgrade": ""}, 426, "WebSocket"},
		{"Upgrade to another protocol", handshake{"Upgrade": "h2c"}, 426, "WebSocket"},
		{"Upgrade like ours", handshake{"Upgrade": "websockets"}, 426, "WebSocket"},
		{"Upgrade in capitals", handshake{"Upgrade": "WebSocket"}, 101, ""},
		{"Upgrade to one of two", handshake{"Upgrade": "h2c, websocket"}, 101, ""},
		{"Upgrade in two lines", handshake{"Upgrade": "h2c\nwebsocket"}, 101, ""},

		{"no version", handshake{"Sec-WebSocket-Version": ""}, 426, "version 13"},
		{"version 8", handshake{"Sec-WebSocket-Version": "8"}, 426, "version 13"},
		{"versions 8 and 13", handshake{"Sec-WebSocket-Version": "8, 13"}, 426, "version 13"},
		{"version 013", handshake{"Sec-WebSocket-Version": "013"}, 426, "version 13"},
		{"two versions", handshake{"Sec-WebSocket-Version": "13\n8"}, 400, "Sec-WebSocket-Version"},

		{"no key", handshake{"Sec-WebSocket-Key": ""}, 400, "Sec-WebSocket-Key"},
		{"a key of 3 bytes", handshake{"Sec-WebSocket-Key": "AAAA"}, 400, "Sec-WebSocket-Key"},
		{"a key of 15 bytes", handshake{"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAA"}, 400, "Sec-WebSocket-Key"},
		{"a key of 17 bytes", handshake{"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAAA="}, 400, "Sec-WebSocket-Key"},
		{"a key without its end", handshake{"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA"}, 400, "Sec-WebSocket-Key"},
		{"a key that is no base64", handshake{"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAA!AA=="}, 400, "Sec-WebSocket-Key"},
		{"a key in base64 for addresses", handshake{"Sec-WebSocket-Key": "____________________AA=="}, 400, "Sec-WebSocket-Key"},
		{"the key twice", handshake{"Sec-WebSocket-Key": nonce + "\n" + nonce}, 400, "Sec-WebSocket-Key"},

		{"our own page", handshake{"Origin": "http://play.example"}, 101, ""},
		{"our own page behind TLS", handshake{"Origin": "https://play.example"}, 101, ""},
		{"our own page in capitals", handshake{"Origin": "http://PLAY.example"}, 101, ""},
		{"a page that may", handshake{"Origin": "https://friends.example"}, 101, ""},
		{"a page that may, without TLS", handshake{"Origin": "http://friends.example"}, 403, "friends.example"},
		{"a page at another port", handshake{"Origin": "http://play.example:81"}, 403, "play.example:81"},
		{"a page of somebody else", handshake{"Origin": "https://evil.example"}, 403, "evil.example"},
		{"a page whose name ends like ours", handshake{"Origin": "http://not.play.example"}, 403, "not.play.example"},
		{"a page whose name begins like ours", handshake{"Origin": "http://play.example.evil.example"}, 403, "evil.example"},
		{"a page with us for its user", handshake{"Origin": "http://play.example@evil.example"}, 403, "evil.example"},
		{"a page that hides where it is from", handshake{"Origin": "null"}, 403, "null"},
		{"an Origin that is none", handshake{"Origin": "play.example"}, 403, "play.example"},
		{"two Origins", handshake{"Origin": "http://play.example\nhttps://evil.example"}, 403, "may not"},

		{"no subprotocol", handshake{"Sec-WebSocket-Protocol": ""}, 400, wire.Subprotocol},
		{"another subprotocol", handshake{"Sec-WebSocket-Protocol": "chat"}, 400, wire.Subprotocol},
		{"two others in two lines", handshake{"Sec-WebSocket-Protocol": "chat\nsoap"}, 400, wire.Subprotocol},
		{"ours in capitals", handshake{"Sec-WebSocket-Protocol": strings.ToUpper(wire.Subprotocol)}, 400, wire.Subprotocol},
		{"ours in a list", handshake{"Sec-WebSocket-Protocol": "chat, " + wire.Subprotocol + ",soap"}, 101, ""},
		{"ours in the first line", handshake{"Sec-WebSocket-Protocol": wire.Subprotocol + "\nchat"}, 101, ""},
		{"ours in the second line", handshake{"Sec-WebSocket-Protocol": "chat\n" + wire.Subprotocol}, 101, ""},

		{"compression, which is never taken up", handshake{"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}, 101, ""},
		{"headers that mean nothing to us", handshake{"Cookie": "a=b", "X-Whatever": strings.Repeat("x", 4096), "Authorization": "Basic Og=="}, 101, ""},
		{"a header with a line break in its name", handshake{"X-Bad Name": "x"}, 400, ""},
		{"headers without end", handshake{"X-Whatever": strings.Repeat("x", http.DefaultMaxHeaderBytes+8192)}, 431, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			resp, body := knock(t, s.addr, row.request.String())
			if resp.StatusCode != row.want || !strings.Contains(body, row.says) {
				t.Fatalf("%s, %q; want %d and %q", resp.Status, body, row.want, row.says)
			}
			want := map[string]string{"Allow": "", "Upgrade": "", "Sec-Websocket-Version": "", "Sec-Websocket-Accept": "", "Sec-Websocket-Protocol": "", "Sec-Websocket-Extensions": ""}
			switch row.want {
			case http.StatusSwitchingProtocols:
				want["Upgrade"], want["Sec-Websocket-Accept"], want["Sec-Websocket-Protocol"] = "websocket", proof, wire.Subprotocol
			case http.StatusMethodNotAllowed:
				want["Allow"] = "GET"
			case http.StatusUpgradeRequired:
				want["Upgrade"], want["Sec-Websocket-Version"] = "websocket", "13"
			}
			for name, value := range want {
				if got := strings.Join(resp.Header.Values(name), "; "); got != value {
					t.Errorf("%s: %q; want %q", name, got, value)
				}
			}
			if resp.Close {
				return // which is all that net/http leaves of Connection
			}
			if upgrades := strings.HasPrefix(resp.Header.Get("Connection"), "Upgrade"); upgrades != (want["Upgrade"] != "") {
				t.Errorf("Connection: %q beside Upgrade: %q", resp.Header.Get("Connection"), want["Upgrade"])
			}
		})
	}
}

// TestEveryKeyHasItsProof asks with keys of its own: an answer that was made for another request is what
// the proof is there to tell.
func TestEveryKeyHasItsProof(t *testing.T) {
	t.Parallel()
	s := open(t, gate.IOAuto, gate.Config{}, time.Minute)
	for key, want := range map[string]string{
		"AAAAAAAAAAAAAAAAAAAAAA==": "ICX+Yqv66kxgM0FcWaLWlFLwTAI=",
		"/////////////////////w==": "XXpj4jYzLM2yUE0C7TIgMwTQh2g=",
		"x3JJHMbDL1EzLkh9GBhXDw==": "HSmrc0sMlYUkAGmm5OPpG2HaGWk=",
	} {
		t.Run(key, func(t *testing.T) {
			resp, _ := knock(t, s.addr, handshake{"Sec-WebSocket-Key": key}.String())
			if got := resp.Header.Get("Sec-WebSocket-Accept"); got != want {
				t.Errorf("%s is proved by %q; want %q", key, got, want)
			}
		})
	}
}
