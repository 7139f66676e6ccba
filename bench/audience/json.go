package audience

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"tickwire/bench/lean"
	"tickwire/bench/notice"
)

// told is a notice as the servers in JavaScript tell it.
type told struct {
	Number int32    `json:"number"`
	At     int64    `json:"at"` // microseconds
	Words  [4]int32 `json:"words"`
}

func (c *client) toldJSON(text []byte, at time.Duration) error {
	var t told
	if err := json.Unmarshal(text, &t); err != nil {
		return err
	}
	return c.told(&notice.Notice{Number: t.Number, At: time.Duration(t.At) * time.Microsecond, Words: t.Words}, at)
}

// bare takes the messages of npm's ws.
func (c *client) bare(_ *socket, msg []byte, at time.Duration) error {
	c.enter()
	if msg == nil {
		return nil
	}
	return c.toldJSON(msg, at)
}

// What Engine.IO's packets begin with, and within a message, Socket.IO's.
const (
	engineOpen    = '0'
	enginePing    = '2'
	enginePong    = "3"
	engineMessage = '4'

	connect = "40" // to the main namespace
	event   = `42["notice",`
)

// separator is between the packets of one answer (Engine.IO, protocol 4).
const separator = 0x1e

// socketIO takes the messages of Socket.IO's WebSocket.
func (c *client) socketIO(s *socket, msg []byte, at time.Duration) error {
	if msg == nil {
		return nil // the server speaks first
	}
	reply, err := c.packet(msg, at)
	if err != nil || reply == "" {
		return err
	}
	return s.send(lean.OpText, []byte(reply))
}

// packet takes a packet of Engine.IO, and returns what it is to be answered.
func (c *client) packet(p []byte, at time.Duration) (reply string, err error) {
	switch {
	case len(p) == 0:
		return "", fmt.Errorf("an empty packet")
	case p[0] == engineOpen:
		return connect, nil
	case p[0] == enginePing:
		return enginePong, nil
	case bytes.HasPrefix(p, []byte(connect)):
		c.enter()
		return "", nil
	case bytes.HasPrefix(p, []byte(event)) && p[len(p)-1] == ']':
		return "", c.toldJSON(p[len(event):len(p)-1], at)
	}
	return "", fmt.Errorf("%q is not understood", p)
}

// pollSocketIO is a client of Socket.IO's long polling. A page's packets are posted while a poll
// waits, on a second connection.
func (c *client) pollSocketIO(ctx context.Context) error {
	const path = "/socket.io/?EIO=4&transport=polling"
	host := c.audience.cfg.Addr
	gets, posts := requester{audience: c.audience}, requester{audience: c.audience}
	a, err := gets.do(ctx, get(host, path))
	if err != nil {
		return err
	}
	var open struct {
		SID string `json:"sid"`
	}
	if a.status != 200 || len(a.body) == 0 || a.body[0] != engineOpen || json.Unmarshal(a.body[1:], &open) != nil {
		return fmt.Errorf("the server answered %d %q", a.status, a.body)
	}
	say := func(packet string) error {
		a, err := posts.do(ctx, post(host, path+"&sid="+open.SID, "text/plain;charset=UTF-8", []byte(packet)))
		if err == nil && a.status != 200 {
			err = fmt.Errorf("the server answered %d %q", a.status, a.body)
		}
		return err
	}
	if err := say(connect); err != nil {
		return err
	}
	poll := get(host, path+"&sid="+open.SID)
	for {
		a, err := gets.do(ctx, poll)
		if err != nil {
			return err
		}
		if a.status != 200 {
			return fmt.Errorf("the server answered %d %q", a.status, a.body)
		}
		for p := range bytes.SplitSeq(a.body, []byte{separator}) {
			reply, err := c.packet(p, a.at)
			if err == nil && reply != "" {
				err = say(reply)
			}
			if err != nil {
				return err
			}
		}
	}
}
