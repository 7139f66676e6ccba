package app

import (
	"encoding/json"
	"sync"
	"syscall/js"
)

// publish makes globalThis.tickwire tell the state. Each look at it makes the object anew, so it
// costs nothing while nobody looks. The function is called in the middle of whatever the page
// does, never in the middle of a picture's Go code: that does not wait for the page.
func publish(mu *sync.Mutex, state func() map[string]any) {
	get := js.FuncOf(func(js.Value, []js.Value) any {
		mu.Lock()
		b, err := json.Marshal(state())
		mu.Unlock()
		if err != nil {
			return js.Null()
		}
		return js.Global().Get("JSON").Call("parse", string(b))
	})
	property := map[string]any{"get": get, "configurable": true, "enumerable": true}
	js.Global().Get("Object").Call("defineProperty", js.Global(), "tickwire", property)
}
