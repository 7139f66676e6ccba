// Package arith is an adaptive binary arithmetic coder: decisions in, about as many bits out as the
// decisions are surprising.
//
//	var p arith.Prob = arith.Odds(1<<15, 0)
//	var e arith.Encoder
//	e.Reset(dst)
//	e.Bit(&p, 1)
//	e.Raw(5, 3)
//	dst = e.Finish()
//
// A decoder that is given the same models in the same order takes the same decisions back. All
// arithmetic is in integers, so both ends agree on every machine. Values are of one goroutine.
//
// An interval of 64 bits is narrowed by each decision in proportion to its probability, and bytes
// that are settled leave it at the top: the carryless coder of Matt Mahoney's "Data Compression
// Explained" with wider bounds, so that nothing is lost to rounding. The models count what they
// have seen, like the estimator of Krichevsky and Trofimov, because the messages of a game are too
// short for one that learns slowly.
package arith
