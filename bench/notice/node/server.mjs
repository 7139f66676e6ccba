// Tells every client of the same notices as package notice does, by what Node offers for it:
//
//   node server.mjs ws          npm's ws: one text message of JSON for each notice
//   node server.mjs socket.io   Socket.IO, which its clients reach by a WebSocket or by long polling
//
// It prints its address, then answers each line on its standard input with a line of JSON, until that
// ends: "begin START PERIOD", in microseconds of the monotonic clock, begins the notices; "mark" begins
// a window of measurement, and "report" tells what was used in it.
//
// Both are as they come, but for the compression of answers, which none of this size gain by.

import { createServer } from "node:http";
import { createInterface } from "node:readline";

import { Server } from "socket.io";
import { WebSocketServer } from "ws";

const now = () => Number(process.hrtime.bigint() / 1000n);

/** What package notice calls Words. */
function words(number) {
  return [0, 1, 2, 3].map((i) => {
    let x = (Math.imul(number, 4) + i) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    return x ^ (x >>> 16) | 0;
  });
}

/** When a notice is due: what package notice calls Schedule.Due. */
function due({ start, period }, number) {
  const part = Math.imul(number, 0x9e3779b9) >>> 8;
  return start + (number - 1) * period + Math.floor((period * part) / 2 ** 24);
}

const http = createServer();
let tell;
if (process.argv[2] === "socket.io") {
  const io = new Server(http, { serveClient: false, httpCompression: false });
  tell = (notice) => io.emit("notice", notice);
} else {
  const server = new WebSocketServer({ server: http });
  server.on("connection", (socket) => socket.on("error", () => {}));
  tell = (notice) => {
    const text = JSON.stringify(notice);
    for (const socket of server.clients) {
      socket.send(text);
    }
  };
}

function begin(schedule, number) {
  for (;; number++) {
    const at = due(schedule, number);
    const wait = at - now();
    if (wait > 0) {
      setTimeout(begin, Math.ceil(wait / 1000), schedule, number);
      return;
    }
    tell({ number, at, words: words(number) });
  }
}

http.listen(0, "127.0.0.1", () => console.log(`127.0.0.1:${http.address().port}`));

const used = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};
let mark = used();
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const [what, start, period] = line.split(" ");
  if (what === "begin") {
    setImmediate(begin, { start: Number(start), period: Number(period) }, 1);
  } else if (what === "mark") {
    mark = used();
  }
  console.log(JSON.stringify({ CPU: used() - mark, RSS: process.memoryUsage.rss() }));
});
lines.on("close", () => process.exit(0));
