// What the wire takes for granted about a value, and what a residual adds to it.
import { Interpolation } from "./tickwire/v1/tickwire_pb.js";

/** The low 16 bits, signed: the short way round between two angles. */
const turn = (v: number): number => (v << 16) >> 16;

/**
 * The value that follows b, num ticks after it, when p was there den ticks before it.
 * Integer arithmetic of 64 bits that truncates toward zero, as the specification has it.
 */
export function predict(how: Interpolation, b: number, p: number, num: number, den: number): number {
  switch (how) {
    case Interpolation.LERP:
      return (b + part(b - p, num, den)) | 0;
    case Interpolation.ANGLE:
      return (b + part(turn(b - p), num, den)) & 0xffff;
    default:
      return b;
  }
}

/** A prediction and its residual; the sum wraps as the prediction does. */
export function correct(how: Interpolation, predicted: number, residual: number): number {
  return how === Interpolation.ANGLE ? (predicted + residual) & 0xffff : (predicted + residual) | 0;
}

// A product below 2^53 is exact, and so is the truncated quotient of two such integers. Others
// take the long way, wrapping as 64 bits do.
function part(d: number, num: number, den: number): number {
  const product = d * num;
  if (Number.isSafeInteger(product)) {
    return Math.trunc(product / den);
  }
  return Number(BigInt.asIntN(32, BigInt.asIntN(64, BigInt(d) * BigInt(num)) / BigInt(den)));
}

/** The residuals of residual_pairs, of which each number holds two, interleaved. */
export function unpair(pairs: readonly bigint[]): number[] {
  const out: number[] = [];
  for (const pair of pairs) {
    const low = Number(pair & 0xffffffffn);
    const high = Number(pair >> 32n);
    out.push(zigzag(even(low) | (even(high) << 16)), zigzag(even(low >>> 1) | (even(high >>> 1) << 16)));
  }
  return out;
}

/** The even bits of 32, next to each other. */
function even(v: number): number {
  v &= 0x55555555;
  v = (v | (v >>> 1)) & 0x33333333;
  v = (v | (v >>> 2)) & 0x0f0f0f0f;
  v = (v | (v >>> 4)) & 0x00ff00ff;
  return (v | (v >>> 8)) & 0xffff;
}

const zigzag = (u: number): number => (u >>> 1) ^ -(u & 1);
