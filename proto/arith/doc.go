// Package arith is an adaptive binary arithmetic coder: decisions in, about as many bits out as the
// decisions are surprising. A decoder that is given the same models in the same order takes the same
// decisions back. All arithmetic is in integers, so both ends agree on every machine. Values are of
// one goroutine.
//
// It is the carryless coder of Matt Mahoney's "Data Compression Explained" with bounds of 64 bits,
// so that nothing is lost to rounding, and with models that count what they have seen, like the
// estimator of Krichevsky and Trofimov, because the messages of a game are too short for one that
// learns slowly. The rest of this text is its specification; unsigned 64-bit numbers, division and
// shifts that drop what is left over.
//
// # Interval
//
// lo and hi, both inclusive, begin as 0 and 2^64-1. A decision of a model with probability one (of
// 65536) cuts the interval at
//
//	mid = lo + (hi-lo)>>16 * one
//
// A 1 makes hi = mid, a 0 makes lo = mid+1. Then, as long as lo and hi have the same highest byte,
// that byte is written, lo becomes lo<<8 and hi becomes hi<<8 | 255.
//
// The n low bits of a number (n up to 32) that are as likely as not are written sixteen at most at a
// time, highest first: with width = (hi-lo)>>n, the part v makes lo += width*v and then
// hi = lo+width-1, and bytes are written as above. Where width is 0 the bits are written as
// decisions of one = 32768 that learn nothing.
//
// A message ends with the bytes of a number in the interval, highest byte first. Zero bytes at its
// end may be left out: a reader goes on with zeros. It starts with x, the first eight bytes, decides
// 1 where x <= mid, takes (x-lo)/width as a part, and reads a byte behind x for each that settles.
// Who reads more than eight bytes beyond the end reads no message of this coder.
//
// # Models
//
// A decision's model has one, kept within 48 to 65487, and seen, the number of decisions that it
// learnt from, 60 at most. It learns by
//
//	one += (target-one) * rate >> 16    target 65535 for a 1, 0 for a 0; arithmetic shift
//	rate = 655360 / (10*seen + 16)
//
// and seen grows by 1. Odds(one, n) begins with these two.
//
// A number's model (Int) is two models of "is it 0", Odds(z, 2) each, one of the sign, Odds(32768,
// 40), and for each length 0 to 31 one of "is it longer", Odds(15000, 1), and one of the bit below
// the highest, Odds(28000, 1). A number v is written as
//
//	1 if it is 0, by the chosen one of the two models; else 0, and
//	the sign, 1 for negative (Int only, not Uint)
//	w = |v|, a number from 1 to 2^32 for Uint, with n = its length in bits less 1:
//	    n times 1 by the models of lengths 0, 1, …, then 0 by that of length n (no 0 after 32)
//	the bit below the highest by the model of length n-1, if n > 0
//	the n-1 bits below that, raw
package arith
