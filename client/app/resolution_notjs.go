//go:build !js

package app

// shrink is for browsers: elsewhere Ebitengine enlarges a picture that is smaller than its window,
// and knows the mouse's place in it.
func shrink(float64, float64, float64) (factor float64) { return 1 }
