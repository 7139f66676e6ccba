package app

import "syscall/js"

// pageMemory keeps a line in a storage of the page. A page without storage, as in some private windows,
// throws at the first touch; there is no memory then.
type pageMemory struct{ storage, key string }

// newMemory keeps the place as long as the tab is there: over a reload, and when the browser throws the
// page away to save memory and makes it anew. Another tab is another player.
func newMemory(key string) Memory { return pageMemory{"sessionStorage", "tickwire-place " + key} }

// newWays keeps from visit to visit, and for all tabs: they are in one network.
func newWays(key string) Memory { return pageMemory{"localStorage", "tickwire-way " + key} }

func (m pageMemory) Load() (place string) {
	defer func() { _ = recover() }()
	if v := js.Global().Get(m.storage).Call("getItem", m.key); v.Type() == js.TypeString {
		place = v.String()
	}
	return place
}

func (m pageMemory) Save(place string) {
	defer func() { _ = recover() }()
	if place == "" {
		js.Global().Get(m.storage).Call("removeItem", m.key)
		return
	}
	js.Global().Get(m.storage).Call("setItem", m.key, place)
}
