package link

import "syscall/js"

// networkCause guesses: a page is not told why, so that it cannot look around in the network of its user.
func networkCause(error) string {
	if navigator := js.Global().Get("navigator"); navigator.Truthy() { // not in every Node
		if online := navigator.Get("onLine"); online.Type() == js.TypeBoolean && !online.Bool() {
			return "there is no network"
		}
	}
	return "no game server answers there"
}
