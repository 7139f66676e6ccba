package app

import "syscall/js"

// tabMemory keeps the place as long as the tab is there: over a reload, and when the browser throws
// the page away to save memory and makes it anew. Another tab is another player. A page without
// storage, as in some private windows, throws at the first touch; there is no memory then.
type tabMemory struct{ key string }

func newMemory(key string) Memory { return tabMemory{"tickwire-place " + key} }

func (m tabMemory) Load() (place string) {
	defer func() { _ = recover() }()
	if v := js.Global().Get("sessionStorage").Call("getItem", m.key); v.Type() == js.TypeString {
		place = v.String()
	}
	return place
}

func (m tabMemory) Save(place string) {
	defer func() { _ = recover() }()
	if place == "" {
		js.Global().Get("sessionStorage").Call("removeItem", m.key)
		return
	}
	js.Global().Get("sessionStorage").Call("setItem", m.key, place)
}
