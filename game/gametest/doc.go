// Package gametest tells the author of a game in one call whether the engine will be happy with
// it. Run checks a definition against every rule of package game's contract and says which rule
// is broken, where, and what to do.
//
//	func TestRules(t *testing.T) { gametest.Run(t, mygame.Definition()) }
//
// The suite owns the worlds that it makes, and only one may run at a time: counting allocations
// is impossible beside parallel tests, so do not call t.Parallel in a test that calls Run.
package gametest
