// Not a test by itself: bench/js runs it against a server, and compares what it prints, a line of
// JSON for each frame, with that server's world.
//
//   node follow.js URL GAME VERSION FRAMES
//
// In the middle it gives up its link and comes back.
import { Room } from "../src/index.js";

const [url = "", game = "", version = "", count = ""] = process.argv.slice(2);
const frames = Number(count);
const room = new Room(url, { game, version: Number(version), name: "script" });
let links = 0;
let seen = 0;
let told: object[] = [];

room.on("welcome", (m) => {
  links++;
  console.log(JSON.stringify({ welcome: { player: m.playerId, resumed: m.resumed, links } }));
});
room.on("event", (e) => told.push({ scope: e.scope, name: e.name, tick: e.tick, values: e.raw }));
room.on("lost", () => (told = []));
room.on("close", (e) => {
  console.error(e.code, e.reason);
  process.exitCode = seen < frames ? 1 : 0;
});
room.on("frame", (m) => {
  const world = room.world!;
  const scopes = [...world.scopes].map(([id, { look }]) => ({
    id,
    tick: look.tick,
    rows: look.rows.map((r) => ({ ids: r.ids, values: [...r.values] })),
  }));
  const merged: Record<string, object[]> = {};
  for (const kind of world.schema.kinds.keys()) {
    merged[kind] = [...world.merged(kind)].map(([id, e]) => ({ id, parts: e.parts.map((p) => p && [...p]) }));
  }
  const early = m.inputTick > 0 && m.inputMarginUs > 0;
  console.log(JSON.stringify({ frame: { tick: m.tick, early, scopes, merged, events: told } }));
  told = [];
  seen++;
  // It presses everything now and then, and so wanders about: scopes come and go.
  room.input(Object.fromEntries(world.schema.input.map((f, i) => [f.name, Math.floor(seen / (9 + 7 * i)) % 2])));
  if (seen === Math.floor(frames / 2)) {
    room.relink();
  } else if (seen === frames) {
    room.leave();
  }
});
