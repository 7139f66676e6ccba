import assert from "node:assert/strict";
import { test } from "node:test";
import { Choice } from "../src/choice.js";
import { CloseCode } from "../src/close.js";
import { pollOptions } from "../src/options.js";
import { Plan } from "../src/plan.js";
import { Silence } from "../src/silence.js";

const token = Uint8Array.of(1);

test("tries follow each other quickly, then not so quickly", () => {
  const plan = new Plan();
  assert.deepEqual([...Array(6)].map(() => plan.pause(0)), [0, 100, 100, 100, 250, 250]);
  const late = new Plan();
  assert.deepEqual([...Array(6)].map(() => late.pause(1)), [0, 250, 250, 250, 1200, 1200]);
});

test("a loss after some time in the game counts as the first", () => {
  const plan = new Plan();
  plan.welcome(token, 10_000, 0);
  plan.lost(1006, 5_000);
  assert.equal(plan.pause(0), 0);
  plan.welcome(token, 10_000, 5_000); // and lost at once, again and again
  plan.lost(1006, 5_100);
  assert.equal(plan.pause(0), 100);
});

test("a busy server is not asked so often", () => {
  const plan = new Plan();
  plan.welcome(token, 10_000, 0);
  assert.equal(plan.lost(CloseCode.Busy, 5_000), true);
  assert.equal(plan.pause(0), 250);
});

test("there is hope while the server keeps the place", () => {
  const table: [string, Uint8Array, number, number, number, boolean][] = [
    ["at once", token, 10_000, 1006, 0, true],
    ["within the grace", token, 10_000, 1006, 9_999, true],
    ["after it", token, 10_000, 1006, 10_001, false],
    ["a server that keeps nobody", new Uint8Array(0), 0, 1006, 0, false],
    ["who was sent away", token, 10_000, CloseCode.Kicked, 0, false],
    ["who plays elsewhere", token, 10_000, CloseCode.Replaced, 0, false],
    ["a server that restarts", token, 10_000, CloseCode.Shutdown, 0, true],
  ];
  for (const [name, t, grace, code, later, want] of table) {
    const plan = new Plan();
    plan.welcome(t, grace, 0);
    plan.lost(1006, 50_000);
    assert.equal(plan.lost(code, 50_000 + later), want, name);
  }
  assert.equal(new Plan().lost(1006, 0), false, "who never was in");
});

test("what worked is tried first, and WebSocket again later", () => {
  const c = new Choice("auto", true);
  assert.deepEqual(c.order(), ["websocket", "long-polling"]);
  c.welcome("long-polling");
  assert.deepEqual(c.order(), ["long-polling", "websocket"]);
  assert.equal(c.standsIn("long-polling"), true);
  assert.deepEqual([...Array(6)].map(() => c.upgradePause(0.5)), [5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  const [early, late] = [0, 0.999].map((random) => new Choice("auto", true).upgradePause(random));
  assert.ok(early === 3_750 && late! > 6_200 && late! < 6_250, "a crowd comes all at once");
  c.welcome("websocket");
  assert.equal(c.standsIn("websocket"), false);
  c.ended("websocket", 3_000);
  assert.deepEqual(c.order(), ["websocket", "long-polling"], "cut soon, which may be chance");
  c.welcome("websocket");
  c.ended("websocket", 3_000); // and again: still no better
  assert.deepEqual(c.order(), ["long-polling", "websocket"]);
  assert.equal(c.upgradePause(0.5), 60_000);
  c.welcome("websocket");
  c.ended("websocket", 60_000);
  assert.deepEqual(c.order(), ["websocket", "long-polling"]);
  assert.equal(c.upgradePause(0.5), 5_000);
  assert.equal(c.ended("websocket", undefined), true, "one that opened and said nothing");
  assert.deepEqual(c.order(), ["long-polling", "websocket"]);
});

test("who asks for a transport gets it, and where there are no WebSockets polls do", () => {
  for (const wish of ["websocket", "long-polling", "polling"] as const) {
    const c = new Choice(wish, true);
    assert.deepEqual(c.order(), [wish]);
    assert.equal(c.ended("websocket", undefined), false);
    assert.equal(c.standsIn(wish), false);
  }
  const c = new Choice("auto", false);
  assert.deepEqual(c.order(), ["long-polling"]);
  assert.equal(c.standsIn("long-polling"), false);
});

test("options that make no sense say what would", () => {
  const game = { game: "g", version: 1 };
  assert.deepEqual(pollOptions(game), { transport: "auto", pollEvery: 1_000, pollWait: 1_000 });
  assert.throws(() => pollOptions({ ...game, transport: "pigeon" as "auto" }), /no transport "pigeon"; there are: auto, websocket, long-polling, polling/);
  assert.throws(() => pollOptions({ ...game, pollEvery: 3 }), /pollEvery is 3; .* 50 to 60000/);
  assert.throws(() => pollOptions({ ...game, pollWait: 26_000 }), /pollWait is 26000; .* 0 to 25000/);
});

test("silence is noticed, by who could listen", () => {
  const table: [string, number, boolean, number, number | undefined, number][] = [
    ["nothing comes", 0, false, 250, undefined, 2_750],
    ["where requests may be held", 1_000, false, 250, undefined, 3_750],
    ["something says that the way is gone", 0, true, 250, undefined, 1_250],
    ["something comes after all", 0, true, 250, 1_000, 3_750],
    ["a machine that sleeps between looks", 0, false, 60_000, undefined, 360_000],
  ];
  for (const [name, patience, doubt, every, heard, want] of table) {
    const s = new Silence(0, patience);
    if (doubt) {
      s.ask(0);
    }
    let now = every;
    for (; !s.over(now); now += every) {
      if (now === heard) {
        s.heard();
      }
    }
    assert.equal(now, want, name);
  }
});
