import assert from "node:assert/strict";
import { test } from "node:test";
import { correct, predict, unpair } from "../src/predict.js";
import { Interpolation } from "../src/tickwire/v1/tickwire_pb.js";

const { UNSPECIFIED: STEP, LERP, ANGLE } = Interpolation;

test("predictions", () => {
  const most = 2 ** 31 - 1;
  const table: [string, Interpolation, number, number, number, number, number][] = [
    ["a step stays", STEP, 7, 3, 1, 1, 7],
    ["a line goes on", LERP, 10, 7, 1, 1, 13],
    ["twice as far", LERP, 10, 7, 2, 1, 16],
    ["truncated down", LERP, 10, 7, 1, 2, 11],
    ["truncated up", LERP, 7, 10, 1, 2, 6],
    ["over the end of 32 bits", LERP, most, most - 1, 1, 1, -most - 1],
    ["beyond what doubles hold", LERP, most, -most - 1, most, 3, -1431655766],
    ["an angle goes on", ANGLE, 100, 90, 1, 1, 110],
    ["over the top", ANGLE, 10, 65526, 1, 1, 30],
    ["the short way round", ANGLE, 10, 65526, 1, 2, 20],
    ["and back", ANGLE, 65526, 10, 1, 2, 65516],
  ];
  for (const [name, how, b, p, num, den, want] of table) {
    assert.equal(predict(how, b, p, num, den), want, name);
  }
});

test("residuals wrap as predictions do", () => {
  assert.equal(correct(LERP, 2 ** 31 - 1, 1), -(2 ** 31));
  assert.equal(correct(STEP, -(2 ** 31), -1), 2 ** 31 - 1);
  assert.equal(correct(ANGLE, 65535, 2), 1);
  assert.equal(correct(ANGLE, 0, -1), 65535);
});

test("two residuals share a number", () => {
  // zigzag 1 -> 2 = 0b10 in the even bits, -1 -> 1 in the odd bits: 0b100 | 0b10.
  assert.deepEqual(unpair([0b110n]), [1, -1]);
  assert.deepEqual(unpair([0x5555555555555555n]), [-(2 ** 31), 0]);
  assert.deepEqual(unpair([0xaaaaaaaaaaaaaaaan, 0n]), [0, -(2 ** 31), 0, 0]);
});
