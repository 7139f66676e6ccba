// The page of the chat: what is shown and typed. All that is on the wire is tickwire.js's.
import { Room } from "./tickwire.js";
import { Lines } from "./lines.js";

const $ = (id) => document.getElementById(id);
const wants = new URLSearchParams(location.search);
const kept = (() => {
  try {
    localStorage.getItem("");
    return localStorage; // of this browser: the name, from one visit to the next
  } catch {
    return { getItem: () => null, setItem() {} };
  }
})();

const socket = new URL(wants.get("server") ?? "ws", location.href);
socket.protocol = socket.protocol.replace("http", "ws");
socket.search = socket.hash = "";

const names = new Map(); // of all who were ever here, by player
const lines = new Lines($("lines"), (player) => names.get(player) ?? "somebody who has left");
const carriers = { "websocket": "WebSocket", "long-polling": "long polling", "polling": "polling" };
const wish = Object.hasOwn(carriers, wants.get("transport")) ? wants.get("transport") : "auto";

let room; // of this session; see join
let to = 0; // the player to whom the next line is said; 0 for all
let here; // the roster when it was told last; undefined before
let fresh; // lines of a new link until its first frame is complete; undefined afterwards
let unread = 0;

function join() {
  trouble("");
  state("connecting", "connecting");
  here = undefined;
  try {
    room = new Room(socket.href, {
      game: "chat",
      version: 1,
      name: kept.getItem("chat.name") ?? "",
      room: wants.get("room") ?? "",
      transport: wish,
      pollEvery: Math.min(Math.max(Math.round(Number(wants.get("every"))) || 1000, 100), 60_000),
      pollWait: 25_000, // nothing comes but news
    });
  } catch (e) { // such as for the name of a room that is too long
    state("ended", "not connected");
    return trouble(`Not connected: ${e.message}.`);
  }
  globalThis.room = room; // for who wants to look at it in the console, and for tests
  room.on("welcome", (m) => {
    fresh = [];
    if (!m.resumed) {
      lines.clear(); // what was said comes with the first frame
      names.clear(); // players have other numbers now
      if (here !== undefined) {
        lines.note("You were away too long, or the server was restarted: you are new here");
      }
      here = undefined;
      pressed = 0;
      lose();
    }
    $("room").textContent = m.room === "lobby" ? "" : m.room;
    trouble("");
    connected();
  });
  room.on("roster", people);
  room.on("chat", (line) => (fresh === undefined ? hear(line) : fresh.push(line)));
  room.on("frame", (m) => {
    if (fresh !== undefined) {
      const missed = lines.unheard(fresh);
      fresh = undefined;
      missed.forEach((line) => lines.add(line, room.player, false));
    }
    if (m.link !== undefined) {
      connected(`${(m.link.rttUs / 1000).toFixed(m.link.rttUs < 10_000 ? 1 : 0)} ms there and back`);
    }
    typists();
  });
  room.on("transport", () => connected());
  room.on("lost", (e) => {
    state("lost", "coming back");
    const told = e.code === 1006 ? "" : ` (${e.reason})`; // else it is for who looks after the server
    trouble(`The connection is lost${told}. Coming back by itself…`);
    $("trouble").title = e.reason;
  });
  room.on("close", (e) => {
    state("ended", "not connected");
    trouble(`Not connected: ${e.reason || `the server is not there (${e.code})`}.`, true);
  });
}

function state(how, text) {
  const shown = $("state").lastElementChild;
  if (shown.textContent !== text || $("state").dataset.state !== how) { // or it would be read out each second
    $("state").dataset.state = how;
    shown.textContent = text;
  }
}

function connected(title) {
  state("connected", carriers[room.transport] ?? "WebSocket");
  if (title !== undefined) {
    $("state").title = title;
  }
}

/** Shows what is wrong, or nothing any more. */
function trouble(text, again = false) {
  $("trouble").hidden = text === "";
  $("trouble").title = "";
  if ($("trouble").firstElementChild.textContent !== text) { // or it would be read out with each try
    $("trouble").firstElementChild.textContent = text;
  }
  $("again").hidden = !again;
  if (again) {
    $("again").focus();
  }
}

const nameOf = (player) => names.get(player) ?? "somebody";

/** Shows who is here, and tells who has come and gone. */
function people(roster) {
  const now = new Map([...roster].map(([player, e]) => [player, { name: e.name, away: e.away }]));
  for (const [player, { name }] of now) {
    const was = names.get(player);
    names.set(player, name);
    if (here === undefined || player === room.player && !here.has(player)) {
      continue; // they were here before, or it is us
    }
    if (!here.has(player)) {
      lines.note(`${name} is here`);
    } else if (was !== name) {
      lines.note(player === room.player ? `You are ${name} now` : `${was} is ${name} now`);
    }
  }
  for (const player of here?.keys() ?? []) {
    if (!now.has(player) && player !== room.player) {
      lines.note(`${nameOf(player)} has left`);
      if (to === player) {
        lose();
      }
    }
  }
  here = now;
  const own = now.get(room.player)?.name ?? "";
  if (document.activeElement !== $("name")) {
    $("name").value = own;
  }
  if (to !== 0) {
    aim(to); // whose name may be another now
  }
  $("count").textContent = now.size;
  list();
}

/** Makes the list of members anew, without losing the focus. */
function list() {
  const typing = typingNow();
  const focused = document.activeElement?.dataset?.player;
  const members = [...(here ?? [])].sort(([a, x], [b, y]) => (b === room.player) - (a === room.player) || x.name.localeCompare(y.name));
  $("members").replaceChildren(
    ...members.map(([player, { name, away }]) => {
      const own = player === room.player;
      const button = make("button", { type: "button", disabled: own, title: own ? "" : `Say something to ${name} alone` },
        make("i", {}), make("span", { textContent: name }),
        make("em", { textContent: own ? "you" : typing.has(player) ? "typing…" : away ? "away" : "" }));
      button.dataset.player = player;
      button.addEventListener("click", () => {
        aim(player);
        $("people").classList.remove("open");
        $("text").focus();
      });
      return make("li", { className: `${away ? "away" : ""} ${typing.has(player) ? "typing" : ""}` }, button);
    }),
  );
  if (focused !== undefined) {
    $("members").querySelector(`[data-player="${focused}"]`)?.focus();
  }
}

function make(tag, properties, ...children) {
  const e = Object.assign(document.createElement(tag), properties);
  e.append(...children);
  return e;
}

const typingNow = () => new Set([...room.entities("member").values()].filter((m) => m.typing).map((m) => m.owner));

let typed = "";

/** Tells who is typing, when that has changed. */
function typists() {
  const who = [...typingNow()].filter((player) => player !== room.player).map(nameOf).sort();
  const text = who.length === 0 ? "" : who.length > 3 ? `${who.length} people are typing…`
    : `${who.join(", ").replace(/, ([^,]*)$/, " and $1")} ${who.length === 1 ? "is" : "are"} typing…`;
  if (text !== typed) {
    $("typing").textContent = typed = text;
    list();
  }
}

function hear(line) {
  lines.add(line, room.player);
  if (document.hidden && line.player !== room.player) {
    unread++;
    title();
  }
}

function title() {
  document.title = unread > 0 ? `(${unread}) Chat` : "Chat";
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) {
    unread = 0;
    title();
  }
});

/** Chooses to whom the next line is said. */
function aim(player) {
  to = player;
  lost = "";
  $("to").hidden = to === 0;
  $("to").textContent = `to ${nameOf(to)} ✕`;
  $("text").placeholder = to === 0 ? "Say something to everybody" : `Say something to ${nameOf(to)} alone`;
}

let lost = ""; // for whom what is in the field was meant, who is not there any more

/** The one to whom lines are said is not there any more: what is typed already is not for everybody. */
function lose() {
  const meant = to !== 0 && $("text").value !== "" ? nameOf(to) : lost;
  aim(0);
  lost = meant;
}

let pressed = 0; // when it was said last that somebody is typing; 0 while nobody is
let pause; // after which nobody is

/** Says whether somebody is typing, every few seconds as long as they do. */
function typing(on) {
  clearTimeout(pause);
  const now = performance.now();
  if (on) {
    pause = setTimeout(() => typing(false), 4000);
  }
  if (on ? pressed === 0 || now - pressed > 2000 : pressed !== 0) {
    pressed = on ? now : 0;
    room.input({ typing: on ? 1 : 0 });
  }
}

/** What a line with a command does, or what is wrong with it: the longest name that fits is meant. */
function command(text) {
  const [, word, rest] = /^\/(name|msg|w)\s+(.*)$/.exec(text) ?? [];
  if (word === "name") {
    return bytes(rest.trim()) > 32 ? longName : () => rename(rest);
  }
  if (word === undefined) {
    return "There are /msg NAME TEXT and /name NAME."; // to say it to everybody could give a secret away
  }
  const player = [...here.keys()].filter((p) => rest.toLowerCase().startsWith(`${nameOf(p).toLowerCase()} `))
    .sort((a, b) => nameOf(b).length - nameOf(a).length)[0];
  return player === undefined ? "Nobody of that name is here." : () => room.chat(rest.slice(nameOf(player).length).trim(), player);
}

function rename(name) {
  name = name.trim();
  kept.setItem("chat.name", name);
  room.rename(name);
}

const longName = "A name has 32 bytes at most.";
const bytes = (text) => new TextEncoder().encode(text).length;

/** Marks a field as wrong, with a reason that the browser shows. */
function complain(field, text) {
  field.setCustomValidity(text);
  field.reportValidity();
}

$("say").addEventListener("submit", (e) => {
  e.preventDefault();
  $("text").setCustomValidity(""); // what was wrong may be right by now
  const text = $("text").value.trim();
  if (text === "") {
    return;
  }
  if ($("state").dataset.state !== "connected") {
    return complain($("text"), "Not connected: what you have typed stays here until you are.");
  }
  const run = text.startsWith("/") ? command(text) : undefined;
  if (typeof run === "string") {
    return complain($("text"), run);
  }
  if (run === undefined && lost !== "") {
    complain($("text"), `${lost} is not here any more. Send it once more to say it to everybody.`);
    lost = "";
    return;
  }
  if (bytes(text) > 256) {
    return complain($("text"), `That is ${bytes(text)} bytes; a line has 256 at most.`);
  }
  typing(false);
  (run ?? (() => room.chat(text, to)))();
  $("text").value = "";
});

$("text").addEventListener("input", () => {
  $("text").setCustomValidity("");
  lost = $("text").value === "" ? "" : lost;
  typing($("text").value !== "" && !$("text").value.startsWith("/"));
});
$("text").addEventListener("blur", () => typing(false));
$("text").addEventListener("keydown", (e) => {
  if (e.key === "Escape") {
    aim(0);
  }
});
$("to").addEventListener("click", () => {
  aim(0);
  $("text").focus();
});

$("rename").addEventListener("submit", (e) => {
  e.preventDefault();
  const name = $("name").value.trim();
  if (bytes(name) > 32) {
    return complain($("name"), longName);
  }
  rename(name);
  $("text").focus();
});
$("name").addEventListener("input", () => $("name").setCustomValidity(""));

$("again").addEventListener("click", join);
$("who").addEventListener("click", () => {
  const open = $("people").classList.toggle("open");
  $("who").setAttribute("aria-expanded", open);
});
addEventListener("keydown", (e) => {
  if (e.key === "Escape" && $("people").classList.contains("open")) {
    $("who").click();
    $("who").focus();
  }
});

$("transport").value = wish;
$("transport").addEventListener("change", () => {
  wants.set("transport", $("transport").value);
  room?.leave();
  location.search = wants;
});
addEventListener("pagehide", (e) => {
  if (!e.persisted) {
    room?.leave(); // who reloads is somebody new, and should not be seen twice
  }
});

join();
