// Package rig is what end-to-end tests need of a machine beyond Go: a Chromium to open pages in, and
// a display to open windows on. Where one is missing a test is skipped with a line that says what to
// install; with TICKWIRE_E2E=require in the environment it fails instead.
//
//	tab := rig.Chromium(t).Open(url)
//	tab.Until(`globalThis.tickwire?.state === "playing"`)
//	tab.Hold("ArrowUp", 38, func() { ... })
//	picture := tab.Picture("arena.png")
//
// Everything that a test starts ends with it.
package rig
