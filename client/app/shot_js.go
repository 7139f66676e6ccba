package app

import (
	"errors"

	"github.com/hajimehoshi/ebiten/v2"
)

// shoot is for the desktop: a page has no files, and browsers take screenshots themselves.
func shoot(*ebiten.Image, float64, string) error { return errors.ErrUnsupported }
