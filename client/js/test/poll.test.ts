import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { pollAddress, type Ear } from "../src/link.js";
import { PollLink, type Polls } from "../src/poll.js";
import { retryPause } from "../src/requests.js";
import { ClientMessageSchema, type ClientMessage } from "../src/tickwire/v1/tickwire_pb.js";
import { Lab, type Fate } from "./lab.js";

const long: Polls = { every: 0, wait: 1_000, sole: true };
const chat = (text: string): ClientMessage => create(ClientMessageSchema, { message: { case: "chat", value: { text } } });

/** A link in a lab, and all that it and the server hear. */
function begin(lab: Lab, polls: Polls = long) {
  const told: string[] = [];
  const said: string[] = [];
  const ear: Ear = {
    opened: () => told.push("opened"),
    heard: () => {},
    message: (m) => told.push(m.case === "frame" ? `frame ${m.value.tick}` : String(m.case)),
    closed: (code, reason) => told.push(`closed ${code} ${reason}`),
  };
  lab.hears = (_, m) => said.push(m.case === "chat" ? m.value.text : String(m.case));
  const link = new PollLink(lab, "ws://host/game/ws", polls, ear);
  return { link, told, said };
}

test("polls go beside the WebSocket", () => {
  assert.equal(pollAddress("wss://host:1/prefix/ws?a=b"), "https://host:1/prefix/poll?a=b");
  assert.equal(pollAddress("ws://[::1]:8080", "id", "got=0"), "http://[::1]:8080/poll/id?got=0");
  assert.equal(pollAddress("ws://host/ws"), "http://host/poll");
  for (const bad of ["host/ws", "http://host/ws", ""]) {
    assert.throws(() => pollAddress(bad), /begins with ws:\/\/ or wss:\/\//, bad);
  }
});

test("a link opens, says and hears", async () => {
  const lab = new Lab();
  const { link, told, said } = begin(lab);
  await lab.pass(0);
  assert.deepEqual(told, ["opened"]);
  for (const text of ["a", "b", "c"]) {
    link.send(chat(text));
  }
  await lab.pass(0);
  lab.peers[0]!.say({ case: "frame", value: { tick: 7 } }, { case: "frame", value: { tick: 8 } });
  await lab.pass(0);
  assert.deepEqual(said, ["a", "b", "c"]);
  assert.deepEqual(told, ["opened", "frame 7", "frame 8"]);
  await lab.pass(3_000);
  assert.deepEqual(lab.requests.map((r) => r.what.replace(/secret-\d+/, "ID")), [
    "GET /game/poll", "POST /game/poll/ID?wait=1000", "GET /game/poll/ID?got=0&wait=1000", "POST /game/poll/ID?wait=1000",
    "GET /game/poll/ID?got=1&wait=1000", "GET /game/poll/ID?got=1&wait=1000", "GET /game/poll/ID?got=1&wait=1000",
    "GET /game/poll/ID?got=1&wait=1000",
  ]);
  lab.peers[0]!.close(4015, "enough");
  await lab.pass(60_000);
  assert.deepEqual(told.slice(3), ["closed 4015 enough"]);
});

test("everything comes once and in order, whatever happens on the way", async () => {
  const fates: Fate[] = ["refused", "502", "lost answer", "cut answer", "twice", "hangs", "page", "well", "well"];
  for (let seed = 1; seed <= 12; seed++) {
    const lab = new Lab();
    let state = seed;
    const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
    const bad: Record<string, number> = {};
    lab.requestFate = (what) => {
      const method = what.slice(0, 4);
      const fate = fates[Math.floor(random() * fates.length)]!;
      const was = bad[method] ?? 0;
      bad[method] = fate === "well" || fate === "twice" ? 0 : was + (fate === "hangs" ? 3 : 1);
      return bad[method]! > 4 ? ((bad[method] = 0), "well") : fate; // never so long that a link is given up
    };
    const { link, told, said } = begin(lab);
    await lab.pass(12_000);
    const want = ["hello"];
    link.send(chat("hello"));
    await lab.pass(12_000);
    for (let i = 0; i < 60; i++) {
      want.push(String(i));
      link.send(chat(String(i)));
      lab.peers[0]!.say({ case: "frame", value: { tick: i } });
      await lab.pass(random() * 300);
    }
    await lab.pass(150_000);
    assert.deepEqual(said, want, `seed ${seed}`);
    assert.deepEqual(told, ["opened", ...want.slice(1).map((i) => `frame ${i}`)], `seed ${seed}`);
    const bodies = new Map<number, string>();
    for (const { body } of lab.requests) {
      if (body !== undefined) {
        const number = body[1]!; // below 128
        assert.equal(Buffer.from(body).toString("hex"), bodies.get(number) ?? Buffer.from(body).toString("hex"), "other bytes the second time");
        bodies.set(number, Buffer.from(body).toString("hex"));
      }
    }
    link.drop();
  }
});

test("an answer that comes again is not taken again", async () => {
  const lab = new Lab();
  const { link, told } = begin(lab);
  await lab.pass(0);
  link.send(chat("hello"));
  await lab.pass(0);
  const fresh = lab.fetch;
  let first: ArrayBuffer | undefined;
  lab.fetch = async (url, init) => {
    if (first === undefined || lab.requests.length % 2 === 0) {
      const r = await fresh(url, init);
      first ??= r.status === 200 ? await r.clone().arrayBuffer() : undefined;
      return r;
    }
    lab.requests.push({ at: lab.now(), what: "of a cache", body: undefined });
    return new Response(first);
  };
  for (let tick = 1; tick <= 5; tick++) {
    lab.peers[0]!.say({ case: "frame", value: { tick } });
    await lab.pass(300);
  }
  assert.deepEqual(told, ["opened", "frame 1", "frame 2", "frame 3", "frame 4", "frame 5"]);
  const made = lab.requests.length;
  lab.fetch = async () => new Response(first); // and never anything else
  await lab.pass(2_000);
  assert.ok(lab.requests.length - made < 40, "as fast as it can");
  link.drop();
});

test("pauses grow from 100 ms to 2 s", () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map((n) => retryPause(n, 0)), [100, 200, 400, 800, 1600, 2000, 2000]);
  assert.ok(retryPause(1, 0.99) < 200);
});

test("without any answer for 10 s a link is lost", async () => {
  for (const [which, fate] of [["POST", "502"], ["POST", "hangs"], ["GET", "refused"], ["GET", "hangs"]] as const) {
    const lab = new Lab();
    const { link, told } = begin(lab);
    await lab.pass(0);
    link.send(chat("hello"));
    await lab.pass(100);
    lab.requestFate = (what) => (what.startsWith(which) ? fate : "well");
    link.send(chat("more"));
    await lab.pass(9_000);
    assert.deepEqual(told, ["opened"], `${which} ${fate}`);
    await lab.pass(5_000); // a request that was held when it began, and the last try
    assert.equal(told.length, 2, `${which} ${fate}: ${told}`);
    assert.match(told[1]!, /^closed 1006 the server does not answer: /);
    const made = lab.requests.length;
    await lab.pass(60_000);
    assert.equal(lab.requests.length, made, "requests after the end");
  }
});

test("a link says why it does not open", async () => {
  const table: [Fate, RegExp][] = [
    ["refused", /^closed 1006 no answer from http:\/\/host\/game\/poll: fetch failed/],
    ["502", /bad gateway/],
    ["page", /a portal to sign in at/],
  ];
  for (const [fate, want] of table) {
    const lab = new Lab();
    lab.requestFate = () => fate;
    const { told } = begin(lab, { ...long, sole: false });
    await lab.pass(0);
    assert.match(told[0] ?? "", want);
  }
});

test("who polls now and then asks no more often", async () => {
  const lab = new Lab();
  const { link } = begin(lab, { every: 2_000, wait: 1_000, sole: true });
  await lab.pass(0);
  link.send(chat("hello"));
  await lab.pass(0);
  lab.peers[0]!.say({ case: "frame", value: { tick: 1 } });
  await lab.pass(0);
  lab.peers[0]!.say({ case: "frame", value: { tick: 2 } }); // Welcome and the first frame come at once
  await lab.pass(0);
  const before = lab.requests.length;
  await lab.pass(20_000);
  const made = lab.requests.slice(before);
  assert.equal(made.length, 10);
  assert.match(made[0]!.what, /got=2&wait=0&every=2000$/);
  assert.equal(link.patience, 2_000);
});

test("a good-bye is sent though the link is closed", async () => {
  const lab = new Lab();
  const { link, told, said } = begin(lab);
  await lab.pass(0);
  link.send(chat("hello"));
  await lab.pass(0);
  lab.requestFate = () => "502";
  link.send(create(ClientMessageSchema, { message: { case: "leave", value: {} } }));
  link.close(1000);
  await lab.pass(150);
  lab.requestFate = () => "well";
  await lab.pass(1_000);
  assert.deepEqual(said, ["hello", "leave"]);
  assert.deepEqual(told, ["opened"]);
  const made = lab.requests.length;
  await lab.pass(60_000);
  assert.equal(lab.requests.length, made, "requests after the end");
});

test("what the server refuses has a code and a reason", async () => {
  const table: [number, string, string][] = [
    [403, "not from this page", "closed 4003 not from this page"],
    [404, "", "closed 1006 the server has forgotten the link"],
    [409, "a gap", "closed 1006 a gap"],
    [413, "", "closed 1009 the answer was 413"],
  ];
  for (const [status, body, want] of table) {
    const lab = new Lab();
    const { link, told } = begin(lab);
    await lab.pass(0);
    lab.fetch = async () => new Response(body, { status });
    link.send(chat("hello"));
    await lab.pass(0);
    assert.deepEqual(told.slice(1), [want]);
  }
});
