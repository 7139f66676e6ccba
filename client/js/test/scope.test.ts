import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { advance, GameSchema, WireError, type Held } from "../src/index.js";
import { Interpolation, SchemaSchema, ScopeSchema } from "../src/tickwire/v1/tickwire_pb.js";

const schema = new GameSchema(
  create(SchemaSchema, {
    groups: [
      {
        kind: "dot",
        fields: [
          { name: "x", quantum: 1 / 256, interpolation: Interpolation.LERP },
          { name: "hp", quantum: 1 },
        ],
      },
    ],
    input: [{ name: "dx", quantum: 0.5 }, { name: "aim", quantum: 1, interpolation: Interpolation.ANGLE }],
  }),
);

type Message = MessageInitShape<typeof ScopeSchema>;
const next = (held: Held | undefined, s: Message, frameTick: number): Held =>
  advance(schema, held, create(ScopeSchema, { id: 1, ...s }), frameTick);
const rows = (h: Held) => ({ ids: [...h.look.rows[0]!.ids], values: [...h.look.rows[0]!.values] });

const whole = (): Held =>
  next(undefined, { keyframe: true, groups: [{ added: [3, 1], addedValues: [10, 20, 100, 100] }] }, 7);

test("a keyframe, a first delta and predictions", () => {
  const first = whole();
  assert.deepEqual(rows(first), { ids: [3, 5], values: [10, 100, 20, 100] });
  // x of the second row moves by 4: bit 1 of the mask, residual 4 in zigzag 8 on the even bits.
  const second = next(first, { noPrev: true, groups: [{ changed: Uint8Array.of(2), residualPairs: [64n] }] }, 8);
  assert.deepEqual(rows(second), { ids: [3, 5], values: [10, 100, 24, 100] });
  const third = next(second, { baseSkip: 1, tickAge: 2 }, 12);
  assert.equal(third.look.tick, 10);
  assert.deepEqual(rows(third), { ids: [3, 5], values: [10, 100, 32, 100] });
});

test("rows come and go", () => {
  const h = next(whole(), { noPrev: true, groups: [{ removed: [0], added: [1, 7], addedValues: [1, 2, 3, 4] }] }, 8);
  assert.deepEqual(rows(h), { ids: [1, 5, 9], values: [1, 3, 20, 100, 2, 4] });
  const left = next(h, { noPrev: true, groups: [{ removed: [0, 1] }] }, 9);
  assert.deepEqual(rows(left), { ids: [5], values: [20, 100] });
  assert.throws(() => next(h, { noPrev: true, groups: [{ removed: [9] }] }, 9), WireError);
});

test("what does not fit is refused", () => {
  const held = whole();
  const table: [string, Held | undefined, Message, number][] = [
    ["no base", undefined, {}, 8],
    ["another base", held, { noPrev: true }, 9],
    ["a prev that is not held", held, {}, 8],
    ["a tick before the first", held, { keyframe: true, tickAge: 8 }, 8],
    ["no such group", held, { noPrev: true, groups: [{ group: 1 }] }, 8],
    ["an entity that was there", held, { noPrev: true, groups: [{ added: [3], addedValues: [1, 2] }] }, 8],
    ["too few values", held, { noPrev: true, groups: [{ added: [4], addedValues: [1] }] }, 8],
    ["a mask of another size", held, { noPrev: true, groups: [{ changed: Uint8Array.of(1, 0) }] }, 8],
    ["changes without residuals", held, { noPrev: true, groups: [{ changed: Uint8Array.of(1) }] }, 8],
    ["residuals without changes", held, { noPrev: true, groups: [{ residualPairs: [64n] }] }, 8],
  ];
  for (const [name, was, message, tick] of table) {
    assert.throws(() => next(was, message, tick), WireError, name);
  }
});

test("inputs by name", () => {
  assert.deepEqual(schema.inputValues({ dx: 1.5, aim: -1 }), [3, 65535]);
  assert.deepEqual(schema.inputValues({}), [0, 0]);
  assert.throws(() => schema.inputValues({ fly: 1 }), /no input fly; there are: dx, aim/);
});
