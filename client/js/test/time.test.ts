import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { History, mix } from "../src/interpolate.js";
import { Pace } from "../src/pace.js";
import { GameSchema, World } from "../src/index.js";
import { FrameSchema, Interpolation, SchemaSchema } from "../src/tickwire/v1/tickwire_pb.js";

test("fields move as they say", () => {
  const { UNSPECIFIED, LERP, ANGLE } = Interpolation;
  const table: [Interpolation, number, number, number, number][] = [
    [UNSPECIFIED, 1, 9, 0.9, 1],
    [LERP, 10, 20, 0.25, 12.5],
    [ANGLE, 65526, 10, 0.5, 0],
    [ANGLE, 10, 65526, 0.75, 65531],
  ];
  for (const [interpolation, a, b, part, want] of table) {
    assert.equal(mix({ interpolation }, a, b, part), want);
  }
});

test("entities are drawn between frames, and while they are there", () => {
  const world = new World(
    new GameSchema(
      create(SchemaSchema, { groups: [{ kind: "dot", fields: [{ name: "x", quantum: 1, interpolation: Interpolation.LERP }] }] }),
    ),
  );
  const history = new History(world);
  const frame = (tick: number, added: number[], addedValues: number[], quiet = 0): void => {
    world.apply(create(FrameSchema, { tick, scopes: [{ keyframe: true, groups: [{ added, addedValues }] }] }));
    history.record(quiet);
  };
  frame(10, [1], [100]);
  frame(12, [1, 0], [120, 7]);
  frame(14, [2], [7]);
  const at = (tick: number) => Object.fromEntries([...history.sample("dot", tick)].map(([id, v]) => [id, v["x"]]));
  assert.deepEqual(at(9), { 1: 100 });
  assert.deepEqual(at(11), { 1: 110 });
  assert.deepEqual(at(12), { 1: 120, 2: 7 });
  assert.deepEqual(at(13.5), { 1: 120, 2: 7 });
  assert.deepEqual(at(14), { 2: 7 });
  frame(30, [2], [27], 2); // nothing was told for longer than from one frame to the next
  assert.deepEqual(at(27), { 2: 7 });
  assert.deepEqual(at(29), { 2: 17 });
});

test("the clock follows the quickest frames, and inputs come earlier when they were late", () => {
  const pace = new Pace(20, 1, 30); // 50 ms a tick
  pace.arrived(100, 5_000, undefined);
  pace.arrived(101, 5_090, undefined); // 40 ms late
  assert.ok(Math.abs(pace.renderTick(5_050) - 99) < 0.1);
  const before = pace.inputTick(101);
  pace.arrived(102, 5_100, -60_000);
  assert.equal(pace.inputTick(101), before + 3);
  pace.arrived(103, 5_150, -60_000); // what was changed has not shown yet
  assert.equal(pace.inputTick(101), before + 3);
  pace.arrived(200, 10_000, 400_000);
  assert.equal(pace.inputTick(101), before + 2);
});

test("what is pressed after a silence is for the tick that the server should have come to", () => {
  const pace = new Pace(20, 1, 40, true); // 50 ms a tick
  pace.arrived(100, 5_000, undefined);
  assert.deepEqual(pace.pressTick(5_000), { tick: 103, sure: true });
  assert.deepEqual(pace.pressTick(6_000), { tick: 123, sure: true });
  assert.deepEqual(pace.pressTick(60_000), { tick: 140, sure: false }); // the server may have stood still
  pace.arrived(1_200, 60_000, undefined);
  assert.deepEqual(pace.pressTick(60_000), { tick: 1_203, sure: true });
});
