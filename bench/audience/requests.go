package audience

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"tickwire/bench/notice"
)

// maxBody bounds what an answer may make a client hold.
const maxBody = 1 << 20

// requester sends one request at a time on a connection that it keeps, as a browser does.
type requester struct {
	audience *Audience
	conn     net.Conn // nil for none
	reader   *bufio.Reader
	request  []byte // on its way
	fresh    bool   // nothing has been answered on the connection
}

// answer is what a request was answered.
type answer struct {
	status int
	body   []byte
	at     time.Duration // when all of it was there, by notice.Now
}

// do sends a request and waits for its answer.
func (r *requester) do(ctx context.Context, request []byte) (answer, error) {
	if err := r.send(ctx, request); err != nil {
		return answer{}, err
	}
	return r.await(ctx)
}

// send only sends it.
func (r *requester) send(ctx context.Context, request []byte) error {
	r.request = request
	r.audience.requests.Add(1)
	return r.write(ctx)
}

func (r *requester) write(ctx context.Context) (err error) {
	if r.conn == nil {
		if r.conn, err = r.audience.dial(ctx); err != nil {
			return err
		}
		r.reader, r.fresh = bufio.NewReader(r.conn), true
	}
	_, err = r.conn.Write(r.request)
	return err
}

// await is the answer to what was sent. A server may close a connection that has been idle for a
// while, just when it is used again: then the request is sent once more.
func (r *requester) await(ctx context.Context) (answer, error) {
	a, err := r.read()
	if lost(err) && !r.fresh && ctx.Err() == nil {
		r.conn.Close()
		r.conn = nil
		if err = r.write(ctx); err == nil {
			a, err = r.read()
		}
	}
	r.fresh = false
	return a, err
}

// lost reports whether an error is that of a connection which the peer has closed.
func lost(err error) bool {
	var op *net.OpError
	return errors.Is(err, io.EOF) || errors.As(err, &op)
}

// read reads an answer that tells how long it is, as all do here.
func (r *requester) read() (a answer, err error) {
	line, err := r.reader.ReadString('\n')
	if err != nil {
		return a, err
	}
	version, rest, _ := strings.Cut(line, " ")
	status, _, _ := strings.Cut(rest, " ")
	if a.status, err = strconv.Atoi(status); err != nil || version != "HTTP/1.1" {
		return a, fmt.Errorf("%q is no answer of HTTP/1.1", line)
	}
	length, known := 0, a.status == 204
	for {
		if line, err = r.reader.ReadString('\n'); err != nil {
			return a, err
		}
		if line = strings.TrimRight(line, "\r\n"); line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		switch value = strings.TrimSpace(value); {
		case strings.EqualFold(name, "Content-Length"):
			if length, err = strconv.Atoi(value); err != nil || length < 0 || length > maxBody {
				return a, fmt.Errorf("an answer of %s bytes", value)
			}
			known = true
		case strings.EqualFold(name, "Transfer-Encoding"), strings.EqualFold(name, "Content-Encoding"):
			return a, fmt.Errorf("an answer with %s: %s, which is not read here", name, value)
		}
	}
	if !known {
		return a, errors.New("an answer that does not tell how long it is")
	}
	a.body = make([]byte, length)
	_, err = io.ReadFull(r.reader, a.body)
	a.at = notice.Now()
	return a, err
}
