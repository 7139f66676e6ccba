package app

import "syscall/js"

// shrink gives the canvas the size of the picture: where there is no GPU each pixel of a canvas is
// dear, and the browser enlarges it for nothing. Ebitengine sizes the canvas only when the window
// changes, and then draws into whatever size it has. What it does not know is that the mouse's
// pixels are now smaller than the picture's: the factor between them is returned.
func shrink(width, height, part float64) (factor float64) {
	canvas := js.Global().Get("document").Call("querySelector", "canvas")
	if canvas.Truthy() && canvas.Get("width").Int() != int(width) {
		canvas.Set("width", int(width))
		canvas.Set("height", int(height))
	}
	return part
}
