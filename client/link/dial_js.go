package link

import (
	"context"
	"errors"
	"syscall/js"
	"time"
)

// Native holds the browser's own options: none, the page's WebSocket has no more.
type Native struct{}

// socket carries a Link over the page's WebSocket.
type socket struct {
	*Link
	ws js.Value
}

func newSocket(l *Link) carrier { return &socket{Link: l} }

// send hands data to the browser, whose queue has no bound of its own. Only an open link calls
// it, so ws is set.
func (l *socket) send(data []byte) bool {
	if l.ws.Get("bufferedAmount").Int()+len(data)+messageCost > l.cfg.SendLimit {
		return false
	}
	array := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(array, data)
	l.ws.Call("send", array)
	return true
}

// run connects and waits; the browser calls back on its own.
func (l *socket) run() {
	ws, err := dial(l.cfg)
	if err != nil {
		l.unreached(err)
		return
	}
	l.ws = ws
	ws.Set("binaryType", "arraybuffer")
	release := l.listen(ws)
	defer release()

	timeout := time.AfterFunc(l.cfg.DialTimeout, func() {
		if l.State() == Connecting {
			l.unreached(context.DeadlineExceeded)
		}
	})
	defer timeout.Stop()
	<-l.done.Done()
	code, reason, _ := l.Closed()
	closeSocket(ws, code, reason)
}

// listen sets the callbacks of ws. The function that it returns takes them back, so that the
// browser never calls a function that Go has released.
func (l *socket) listen(ws js.Value) (release func()) {
	on := map[string]func(event js.Value){
		"onopen": func(js.Value) { l.open() },
		// Node 20 tells of a refused connection by an error alone; browsers let a close follow.
		"onerror": func(js.Value) {
			if l.State() == Connecting {
				l.closed(codeAbnormal, "")
			}
		},
		"onmessage": func(event js.Value) { l.receive(event.Get("data")) },
		"onclose": func(event js.Value) {
			l.closed(uint16(event.Get("code").Int()), event.Get("reason").String())
		},
	}
	var funcs []js.Func
	for name, f := range on {
		cb := js.FuncOf(func(_ js.Value, args []js.Value) any {
			f(args[0])
			return nil
		})
		ws.Set(name, cb)
		funcs = append(funcs, cb)
	}
	return func() {
		for name := range on {
			ws.Set(name, js.Null())
		}
		for _, cb := range funcs {
			cb.Release()
		}
	}
}

func (l *socket) receive(data js.Value) {
	if data.Type() == js.TypeString {
		l.finish(CodeText, "text message", errText)
		return
	}
	n := data.Get("byteLength").Int()
	if n > l.cfg.ReadLimit {
		l.finish(codeTooLarge, "message too large", errTooLarge)
		return
	}
	buf := make([]byte, n)
	js.CopyBytesToGo(buf, js.Global().Get("Uint8Array").New(data))
	l.deliver(buf)
}

func (l *socket) closed(code uint16, reason string) {
	switch {
	case code != codeAbnormal:
		l.finish(code, reason, nil)
	case l.State() == Connecting:
		l.unreached(errors.New("refused")) // a page is not told why; the console is
	default:
		l.finish(code, "connection lost", errors.New("link: connection lost"))
	}
}

// dial makes the browser's object, which throws for a bad URL or a forbidden port.
func dial(cfg Config) (ws js.Value, err error) {
	defer caught(&err)
	ctor := js.Global().Get("WebSocket")
	if ctor.IsUndefined() {
		return ws, errors.New("there is no WebSocket here")
	}
	return ctor.New(cfg.URL, cfg.Subprotocol), nil
}

// closeSocket closes where that is still to do. A page may send only 1000 and 3000 to 4999.
func closeSocket(ws js.Value, code uint16, reason string) {
	var err error
	defer caught(&err) // nobody is left to be told
	if code != codeNormal && (code < 3000 || code > 4999) {
		code = codeNormal
	}
	ws.Call("close", code, reason)
}

// caught turns what JavaScript threw into an error.
func caught(err *error) {
	switch e := recover().(type) {
	case nil:
	case js.Error:
		*err = e
	default:
		panic(e)
	}
}
