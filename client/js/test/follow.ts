// Not a test by itself: bench/js runs it against a server, and compares what it prints, a line of
// JSON for each frame, with that server's world.
//
//   node follow.js URL GAME VERSION FRAMES [OPTIONS]
//
// In the middle it gives up its link and comes back, unless it is told to keep it. OPTIONS are those
// of Room in JSON, and:
//
//   keep   the link is not given up
//   lines  so many lines of chat are said on the way, and it goes on until it has heard them all
//   until  only frames of this transport count
import { Room, type RoomOptions, type Transport } from "../src/index.js";

const [url = "", game = "", version = "", count = "", json = "{}"] = process.argv.slice(2);
const frames = Number(count);
interface Extra {
  keep?: boolean;
  lines?: number;
  until?: Transport;
}
const { keep = false, lines = 0, until, ...options } = JSON.parse(json) as Partial<RoomOptions> & Extra;
const room = new Room(url, { name: "script", ...options, game, version: Number(version) });
let links = 0;
let seen = 0;
let said = 0;
let heard = 0;
let told: object[] = [];

const print = (line: object): void => console.log(JSON.stringify(line));

room.on("welcome", (m) => {
  links++;
  told = []; // those that a frame was to come with, which did not
  print({ welcome: { player: m.playerId, resumed: m.resumed, links, transport: room.transport } });
});
room.on("event", (e) => told.push({ scope: e.scope, name: e.name, tick: e.tick, values: e.raw }));
room.on("lost", (e) => {
  told = [];
  print({ lost: e.reason });
});
room.on("close", (e) => {
  console.error(e.code, e.reason);
  process.exitCode = seen < frames || heard < lines ? 1 : 0;
  // A WebSocket whose other half says nothing cannot be ended, and Node waits for it.
  setTimeout(() => process.exit(), 1_000).unref();
});
room.on("chat", (e) => {
  if (e.player === room.player) {
    heard++;
    print({ chat: e.text });
  }
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
  print({ frame: { tick: m.tick, early, scopes, merged, events: told } });
  told = [];
  seen += Number(until === undefined || until === room.transport);
  // It presses everything now and then, and so wanders about: scopes come and go.
  room.input(Object.fromEntries(world.schema.input.map((f, i) => [f.name, Math.floor(seen / (9 + 7 * i)) % 2])));
  if (seen % 5 === 0 && said < lines) {
    room.chat(String(++said));
  }
  if (seen === Math.floor(frames / 2) && !keep) {
    room.relink();
  } else if (seen >= frames && heard >= lines) {
    room.leave();
  }
});
