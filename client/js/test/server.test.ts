// What a server says or asks beside the game.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { CloseCode, explain } from "../src/close.js";
import { Drain } from "../src/drain.js";
import type { Held, Rows } from "../src/scope.js";
import { VerifySchema } from "../src/tickwire/v1/tickwire_pb.js";
import { hashScope, verified } from "../src/verify.js";

test("a drain is news once, and when the end moves", () => {
  const d = new Drain();
  assert.equal(d.left(0), undefined);
  assert.deepEqual([0, 30_000, 29_900, 29_990].map((left, i) => d.frame(left, 100 * i)), [false, true, false, false]);
  assert.equal(d.left(300), 29_800);
  assert.equal(d.frame(10_000, 400), true, "sooner");
  assert.equal(d.frame(30_000, 500), true, "later");
  assert.equal(d.left(1_500), 29_000);
  assert.equal(d.frame(0, 600), true, "not at all");
  assert.equal(d.left(600), undefined);
});

test("each end has a reason", () => {
  assert.equal(explain(CloseCode.Kicked, "no bots, please"), "no bots, please");
  for (const code of [...Object.values(CloseCode), 1006, 4999]) {
    assert.ok(explain(code, "").length > 5, String(code));
  }
});

const rows = (ids: number[], ...values: number[]): Rows => ({ ids, values: Int32Array.from(values) });
const held = (tick: number, ...groups: Rows[]): Held => ({ look: { tick, rows: groups }, before: undefined });
const ask = (rowsOf = 0) => create(VerifySchema, { rowsOf });

/** The same hash by big integers, as the specification has it. */
function slowHash(groups: readonly Rows[]): bigint {
  let h = 14695981039346656037n;
  const add = (v: number): void => {
    for (let i = 0; i < 4; i++) {
      h = BigInt.asUintN(64, (h ^ BigInt((v >>> (8 * i)) & 0xff)) * 1099511628211n);
    }
  };
  groups.forEach(({ ids, values }, g) => {
    if (ids.length > 0) {
      [g, ids.length, ...ids, ...values].forEach(add);
    }
  });
  return h;
}

test("hashes of scopes", () => {
  assert.equal(hashScope(held(1, rows([]), rows([])).look), 0xcbf29ce484222325n);
  const groups = [rows([]), rows([1, 2, 4_000_000_000], 0, -1, 2 ** 31 - 1, -(2 ** 31), 77, 65_535), rows([7], 3)];
  assert.equal(hashScope({ tick: 1, rows: groups }), slowHash(groups));
});

test("a client tells what it holds when it is asked", () => {
  const scopes = new Map([[9, held(98, rows([1], 5))], [5, held(100, rows([]))]]);
  const v = verified(scopes, ask(), 100);
  assert.deepEqual([v.tick, v.scopeIds, v.ages], [100, [5, 9], [0, 2]]);
  assert.deepEqual(v.hashes, [0xcbf29ce484222325n, slowHash([rows([1], 5)])]);
  assert.equal(v.rows.length, 0);
});

test("of many scopes it tells some, and of others another time", () => {
  const scopes = new Map([...Array(600)].map((_, i) => [i, held(1)]));
  const told = verified(scopes, ask(), 1_700).scopeIds; // 1700 mod 600 is 500
  assert.equal(told.length, 512);
  assert.deepEqual([told[0], told[99], told[100], told[511]], [500, 599, 0, 411]);
});

test("it tells the rows of one scope, as far as they fit", () => {
  const many = [...Array(1_000)].map((_, i) => i + 1);
  const scopes = new Map([[3, held(90, rows([]), rows([4, 6], 1, -2, 3, -4), rows(many, ...many))]]);
  const v = verified(scopes, ask(4), 100);
  assert.deepEqual([v.tick, v.scopeIds, v.ages, v.hashes], [100, [3], [10], []]);
  assert.deepEqual(v.rows.map((r) => [r.group, r.ids.length]), [[1, 2], [2, 747]]); // 6 numbers and 1,494
  assert.deepEqual([v.rows[0]!.ids, v.rows[0]!.values], [[4, 6], [1, -2, 3, -4]]);
  const none = verified(scopes, ask(8), 100);
  assert.deepEqual([none.tick, none.scopeIds, none.rows.length], [100, [], 0]);
});
