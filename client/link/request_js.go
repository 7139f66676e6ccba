package link

import (
	"context"
	"errors"
	"syscall/js"
)

// requests makes a link's requests by the page's fetch.
type requests struct{}

func newRequests(Config) requests { return requests{} }

func (requests) close() {}

// do makes one request and reads an answer of at most so many bytes. It waits for the browser, which
// calls back on its own.
func (requests) do(ctx context.Context, method, url string, body []byte, limit int) (got reply, err error) {
	defer caught(&err)
	global := js.Global()
	if global.Get("fetch").IsUndefined() {
		return got, errors.New("there is no fetch here")
	}
	abort := global.Get("AbortController").New()
	defer context.AfterFunc(ctx, func() { abort.Call("abort") })()
	init := map[string]any{
		"method": method, "signal": abort.Get("signal"), "cache": "no-store", "redirect": "error",
		"referrerPolicy": "strict-origin", // the address of the page may hold a token
	}
	if body != nil {
		array := global.Get("Uint8Array").New(len(body))
		js.CopyBytesToJS(array, body)
		init["body"], init["headers"] = array, map[string]any{"Content-Type": contentType}
	}
	res, err := await(global.Call("fetch", url, init))
	if err != nil {
		return got, cause(ctx, err)
	}
	got.status = res.Get("status").Int()
	header := func(name string) string {
		if v := res.Get("headers").Call("get", name); v.Type() == js.TypeString {
			return v.String()
		}
		return ""
	}
	got.after, got.page = seconds(header("Retry-After")), isPage(header("Content-Type"))
	switch from := res.Get("body"); {
	case from.IsNull():
	case got.status != 200:
		from.Call("cancel")
	default:
		if got.body, err = drain(from.Call("getReader"), limit); err != nil {
			abort.Call("abort")
		}
	}
	return got, cause(ctx, err)
}

// drain reads a stream to its end, in the pieces in which it comes: what is announced may be a lie.
func drain(reader js.Value, limit int) (body []byte, err error) {
	for {
		piece, err := await(reader.Call("read"))
		if err != nil || piece.Get("done").Bool() {
			return body, err
		}
		value := piece.Get("value")
		had, n := len(body), value.Get("byteLength").Int()
		if had+n > limit {
			return nil, errTooLarge
		}
		body = append(body, make([]byte, n)...)
		js.CopyBytesToGo(body[had:], value)
	}
}

// await waits for a promise.
func await(promise js.Value) (js.Value, error) {
	done := make(chan js.Value, 1)
	failed := make(chan error, 1)
	then := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- args[0]
		return nil
	})
	defer then.Release()
	catch := js.FuncOf(func(_ js.Value, args []js.Value) any {
		failed <- js.Error{Value: args[0]}
		return nil
	})
	defer catch.Release()
	promise.Call("then", then, catch)
	select {
	case v := <-done:
		return v, nil
	case err := <-failed:
		return js.Value{}, err
	}
}

// cause is why a request was aborted, rather than that it was.
func cause(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
