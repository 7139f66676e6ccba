package app

import "syscall/js"

// watch calls back when the browser has a network again, when somebody looks at the page, and when
// the page comes back from where a browser keeps those that one has left.
func watch(hint func()) (stop func()) {
	window, document := js.Global(), js.Global().Get("document")
	here := js.FuncOf(func(js.Value, []js.Value) any {
		hint()
		return nil
	})
	seen := js.FuncOf(func(js.Value, []js.Value) any {
		if document.Get("visibilityState").String() == "visible" {
			hint()
		}
		return nil
	})
	window.Call("addEventListener", "online", here)
	window.Call("addEventListener", "pageshow", here)
	document.Call("addEventListener", "visibilitychange", seen)
	return func() {
		window.Call("removeEventListener", "online", here)
		window.Call("removeEventListener", "pageshow", here)
		document.Call("removeEventListener", "visibilitychange", seen)
		here.Release()
		seen.Release()
	}
}
