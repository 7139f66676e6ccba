import assert from "node:assert/strict";
import { test } from "node:test";
import { Room, type RoomOptions } from "../src/index.js";
import { Lab, type Peer } from "./lab.js";

/** A room in a lab with a server that lets everybody in, and all that it is told. */
function play(lab: Lab, options: Partial<RoomOptions> = {}, address = "ws://host/ws") {
  let tick = 0;
  let newest: Peer | undefined;
  const hellos: string[] = [];
  const told: string[] = [];
  lab.hears = (peer, m) => {
    if (m.case !== "hello") {
      return;
    }
    const resumed = m.value.resumeToken.length > 0;
    hellos.push(`${peer.transport}${resumed ? " resumes" : ""}`);
    const old = newest;
    newest = peer;
    peer.say({ case: "welcome", value: {
      playerId: 1, tickRate: 20, sendEvery: 1, tick, resumed, resumeToken: Uint8Array.of(1), resumeGraceMs: 30_000, schema: {}, maxInputLead: 20,
    } });
    if (resumed) {
      old?.close(4014, "continued elsewhere");
    }
  };
  const room = new Room(address, { game: "g", version: 1, ...options }, lab);
  room.on("welcome", () => told.push(`welcome by ${room.transport}`));
  room.on("transport", (e) => told.push(`${e.was ?? "nothing"} to ${e.transport}`));
  room.on("lost", (e) => told.push(`lost ${e.code}`));
  room.on("close", (e) => told.push(`close ${e.code} ${e.reason}`));
  /** Lets time pass in which the server sends frames; true when it is to be heard. */
  const go = async (ms: number, speaks = true): Promise<void> => {
    for (let i = 0; i < ms; i += 50) {
      await lab.pass(50);
      tick++;
      if (speaks) {
        newest?.say({ case: "frame", value: { tick } });
      }
    }
  };
  return { room, told, hellos, go, cut: () => newest!.close(1006, ""), peer: () => newest! };
}

test("a WebSocket that opens is all there is", async () => {
  const lab = new Lab();
  const { room, told, hellos, go } = play(lab);
  await go(120_000);
  assert.deepEqual(told, ["welcome by websocket", "nothing to websocket"]);
  assert.deepEqual(hellos, ["websocket"]);
  assert.equal(lab.requests.length, 0);
  assert.equal(lab.sockets.length, 1);
  room.leave();
  await lab.pass(60_000);
  assert.match(told.at(-1)!, /^close 1000/);
});

test("long polling stands in where no WebSocket gets through, within 3 s", async () => {
  for (const [fate, within] of [["refused", 500], ["only an error", 500], ["hangs", 2_000], ["mute", 3_000]] as const) {
    const lab = new Lab();
    lab.socketFate = () => fate;
    const { told, go } = play(lab);
    await go(within);
    assert.deepEqual(told, ["welcome by long-polling", "nothing to long-polling"], fate);
  }
});

test("the session moves to a WebSocket when one gets through, and nothing is lost", async () => {
  const lab = new Lab();
  lab.socketFate = () => "refused";
  const { room, told, hellos, go } = play(lab);
  let newest = 0;
  room.on("frame", (m) => {
    assert.ok(m.tick > newest && m.tick <= newest + 4, `tick ${m.tick} after ${newest}`);
    newest = m.tick;
  });
  const start = lab.now();
  await go(80_000);
  assert.deepEqual(lab.sockets.slice(1).map((at) => Math.round((at - start) / 1_000)), [5, 15, 35, 75]);
  lab.socketFate = () => "well";
  await go(61_000);
  assert.deepEqual(told, ["welcome by long-polling", "nothing to long-polling", "welcome by websocket", "long-polling to websocket"]);
  assert.deepEqual(hellos, ["polls", "websocket resumes"]);
  const made = lab.requests.length;
  await go(60_000);
  assert.equal(lab.requests.length, made, "requests after the move");
  room.leave();
  await lab.pass(100_000);
});

test("a WebSocket that lets a Hello through and no more does not end the session", async () => {
  const lab = new Lab();
  lab.socketFate = () => "refused";
  const { told, hellos, go, room } = play(lab);
  await go(2_000);
  lab.socketFate = () => "mute";
  await go(60_000);
  assert.deepEqual(hellos, ["polls"]);
  assert.deepEqual(told, ["welcome by long-polling", "nothing to long-polling"]);
  // Now the server hears it, and takes the place of the old link, but is not heard.
  lab.socketFate = () => "deaf";
  await go(130_000);
  assert.ok(hellos.includes("websocket resumes"));
  assert.equal(hellos.at(-1), "polls resumes");
  assert.ok(!told.some((t) => t.startsWith("close")), told.join());
  assert.equal(room.transport, "long-polling");
  room.leave();
});

test("a WebSocket that leads to another server is left again", async () => {
  const lab = new Lab();
  lab.socketFate = () => "refused";
  const { room, told, go, peer } = play(lab);
  await go(1_000);
  const polls = peer();
  const { hears } = lab;
  const elsewhere: string[] = [];
  lab.hears = (p, m) => {
    if (p === polls) {
      return hears(p, m);
    }
    elsewhere.push(m.case!);
    if (m.case === "hello") {
      p.say({ case: "welcome", value: { playerId: 7, tickRate: 20, sendEvery: 1, schema: {}, maxInputLead: 20, resumeToken: Uint8Array.of(9) } });
    }
  };
  lab.socketFate = () => "well";
  lab.hint();
  await go(2_000);
  assert.deepEqual(told, ["welcome by long-polling", "nothing to long-polling"]);
  assert.deepEqual(elsewhere, ["hello", "leave"]);
  assert.equal(room.player, 1);
  assert.equal(room.transport, "long-polling");
  const tries = lab.sockets.length;
  await go(61_000);
  assert.ok(lab.sockets.length > tries, "no WebSocket is tried any more");
});

test("who leaves in the middle of a move leaves", async () => {
  const lab = new Lab();
  lab.socketFate = () => "refused";
  const { room, go } = play(lab);
  await go(1_000);
  const left: string[] = [];
  const { hears } = lab;
  lab.hears = (peer, m) => {
    if (m.case === "leave") {
      left.push(peer.transport);
    }
    hears(peer, m);
  };
  lab.socketFate = () => "deaf"; // the server has the player there already
  lab.hint();
  await go(500);
  room.leave();
  await go(1_000);
  assert.ok(left.includes("websocket"), `left by ${left}`);
});

test("polls go where the address says, query and all, and tell nothing of the page", async () => {
  const lab = new Lab();
  play(lab, { transport: "long-polling" }, "ws://host:81/deep/ws?shard=7");
  await lab.pass(500);
  assert.ok(lab.requests.length > 3);
  for (const { what, init } of lab.requests) {
    assert.match(what, /^(GET|POST) \/deep\/poll(\/[^?]+\?shard=7&.*|\?shard=7)$/);
    assert.equal(init?.referrerPolicy, "strict-origin", "the page's address may hold a token");
    assert.equal(init?.redirect, "error", "where others send us there is no server");
  }
});

test("an answer without an end is none", async () => {
  const lab = new Lab();
  const { told, go } = play(lab, { transport: "long-polling" });
  await go(1_000);
  lab.requestFate = (what) => (/got=/.test(what) ? "endless" : "well");
  await go(50, false);
  for (let i = 0; i < 100 && !told.includes("close 1009 the answer is larger than any of a server"); i++) {
    await lab.pass(0);
  }
  assert.match(told.at(-1)!, /^close 1009/);
});

test("a line of chat is told once, however many links bring it", async () => {
  const lab = new Lab();
  lab.socketFate = () => "refused";
  const { room, go, peer, cut } = play(lab);
  const lines: string[] = [];
  room.on("chat", (l) => lines.push(l.text));
  await go(500);
  const line = (text: string) => ({ playerId: 2, text });
  peer().say({ case: "frame", value: { tick: 500, chat: [line("a"), line("b")] } });
  await lab.pass(100);
  lab.socketFate = () => "well";
  lab.hint();
  await lab.pass(100);
  assert.equal(room.transport, "websocket");
  // The new link begins with what there was, and with what was said meanwhile, be it the same.
  peer().say({ case: "frame", value: { tick: 510, chat: [line("a"), line("b"), line("b")] } });
  await lab.pass(50);
  peer().say({ case: "frame", value: { tick: 511, chat: [line("b")] } });
  await lab.pass(50);
  cut();
  await lab.pass(100);
  peer().say({ case: "frame", value: { tick: 520, chat: [line("a"), line("b"), line("b"), line("b")] } });
  await lab.pass(50);
  assert.deepEqual(lines, ["a", "b", "b", "b"]);
});

test("a hint tries at once what would be tried later", async () => {
  const lab = new Lab();
  lab.socketFate = () => "refused";
  const { told, go } = play(lab);
  await go(200);
  lab.socketFate = () => "well";
  lab.hint();
  await go(500);
  assert.equal(told.at(-1), "long-polling to websocket");
});

test("a session comes back while the server keeps it", async () => {
  const lab = new Lab();
  const { told, hellos, go, cut } = play(lab, { transport: "websocket" });
  await go(5_000);
  lab.socketFate = () => "refused";
  cut();
  await go(4_000);
  const tries = lab.sockets.length;
  assert.ok(tries > 5 && tries < 20, `${tries} tries in 4 s`);
  lab.socketFate = () => "well";
  await go(1_500);
  assert.equal(told.at(-1), "welcome by websocket");
  assert.deepEqual(hellos, ["websocket", "websocket resumes"]);
  lab.socketFate = () => "refused";
  cut();
  await go(29_000);
  assert.ok(!told.some((t) => t.startsWith("close")));
  await go(3_000);
  assert.match(told.at(-1)!, /^close 1006 no WebSocket to ws:\/\/host\/ws; is the server there/);
  const after = lab.sockets.length;
  await go(60_000);
  assert.equal(lab.sockets.length, after, "tries after the end");
});

test("a server that nothing comes from is left for another link", async () => {
  for (const transport of ["websocket", "long-polling"] as const) {
    const lab = new Lab();
    const { told, go, hellos } = play(lab, { transport });
    await go(2_000);
    lab.requestFate = (what) => (/got=/.test(what) ? "hangs" : "well");
    await go(4_500, false);
    assert.ok(told.includes("lost 1006"), `${transport}: ${told}`);
    lab.requestFate = () => "well";
    await go(5_000);
    assert.match(hellos.at(-1)!, /resumes/);
    assert.match(told.at(-1)!, /^welcome/);
  }
});

test("who says something while there is no link is told that it is not said", async () => {
  for (const transport of ["websocket", "long-polling"] as const) {
    const lab = new Lab();
    const { room, go, cut } = play(lab, { transport });
    const heard: string[] = [];
    const { hears } = lab;
    lab.hears = (peer, m) => {
      hears(peer, m);
      if (m.case === "chat") {
        heard.push(m.value.text);
      } else if (m.case === "setName") {
        heard.push(m.value.name);
      }
    };
    assert.equal(room.chat("nobody is there yet"), false);
    await go(500);
    assert.equal(room.chat("hello"), true);
    assert.equal(room.rename("ada"), true);
    await go(500);
    lab.socketFate = () => "refused";
    lab.requestFate = (what) => (/got=/.test(what) ? "well" : "refused"); // the end is still told
    cut();
    await lab.pass(500);
    assert.equal(room.transport, undefined, transport);
    assert.equal(room.chat("and now?"), false);
    assert.equal(room.rename("eve"), false);
    lab.socketFate = lab.requestFate = () => "well";
    await go(5_000);
    assert.equal(room.chat("again"), true);
    await go(500);
    room.leave();
    assert.equal(room.chat("after the end"), false);
    await lab.pass(500);
    assert.deepEqual(heard, ["hello", "ada", "again"], transport);
  }
});

test("the picture stays until the first frame of the next link", async () => {
  const lab = new Lab();
  const { room, go, cut, peer } = play(lab);
  await go(3_000);
  const { world } = room;
  cut();
  await lab.pass(200);
  assert.equal(peer(), lab.peers[1]);
  assert.equal(room.world, world);
  await go(100);
  assert.notEqual(room.world, world);
});

test("a server that restarts says so, and its players come back to the next one", async () => {
  const lab = new Lab();
  const { room, told, hellos, go, peer } = play(lab);
  const left: (number | undefined)[] = [];
  room.on("drain", (e) => left.push(e.left));
  await go(1_000);
  assert.equal(room.drainLeft, undefined);
  peer().say({ case: "frame", value: { tick: 1_000, drainMs: 10_000 } });
  await lab.pass(1_000);
  peer().say({ case: "frame", value: { tick: 1_020, drainMs: 9_000 } });
  await lab.pass(1);
  assert.deepEqual(left, [10_000]);
  assert.equal(room.drainLeft, 9_000);
  lab.socketFate = () => "refused";
  lab.requestFate = () => "refused";
  peer().close(4013, "back in a moment");
  await lab.pass(5_000);
  lab.socketFate = lab.requestFate = () => "well";
  await lab.pass(2_000);
  assert.equal(hellos.length, 2);
  assert.ok(told.includes("lost 4013"));
});

test("who was renamed asks for that name on each new link: the server may know the session no more", async () => {
  const lab = new Lab();
  const { room, go, cut } = play(lab, { name: "guest" });
  const asked: string[] = [];
  const server = lab.hears;
  lab.hears = (peer, m) => {
    if (m.case === "hello") {
      asked.push(m.value.name);
    }
    server(peer, m);
  };
  await go(1_000);
  room.rename("ada");
  cut();
  await go(1_000);
  assert.deepEqual(asked, ["guest", "ada"]);
  room.leave();
});

test("what does not work at all says what to do", async () => {
  const lab = new Lab();
  lab.socketFate = () => "refused";
  lab.requestFate = () => "refused";
  const { told } = play(lab);
  await lab.pass(12_000);
  assert.equal(told.length, 1);
  assert.match(told[0]!, /^close 1006 websocket: no WebSocket to ws:\/\/host\/ws; .*; long-polling: no answer from http:\/\/host\/poll: fetch failed$/);
  const none = new Lab();
  none.socket = undefined;
  const without = play(none, { transport: "websocket" });
  await none.pass(100);
  assert.match(without.told[0]!, /--experimental-websocket/);
  assert.throws(() => play(new Lab(), { room: "r".repeat(65) }), /room has 65 bytes of UTF-8; there may be 64/);
  assert.throws(() => play(new Lab(), { name: "é".repeat(17) }), /name has 34 bytes/);
  assert.throws(() => without.room.rename("n".repeat(33)), /name has 33 bytes/);
  assert.throws(() => without.room.chat("t".repeat(257)), /text has 257 bytes/);
  assert.throws(() => new Room("http://host/ws", { game: "g", version: 1 }, new Lab()), /begins with ws:/);
});
