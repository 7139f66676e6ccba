// A live radar of the arena: what is within its own ship's sight, in a world of 4096 by 4096 units.
import { Room } from "tickwire";

const server = new URLSearchParams(location.search).get("server") ?? "ws://localhost:8080/ws";
const transport = new URLSearchParams(location.search).get("transport") ?? "auto";
const room = new Room(server, { game: "arena", version: 1, name: "radar", transport });
const dots = { asteroid: ["#5a6672", 6], bullet: ["#ffd166", 2], ship: ["#4dd0e1", 4] };
const paper = document.getElementById("radar").getContext("2d");
const say = (text) => (document.getElementById("news").textContent = text);

room.on("event:kill", (e) => say(`${room.roster.get(e.values.killer)?.name} shot ${room.roster.get(e.values.victim)?.name}`));
room.on("transport", (e) => (document.documentElement.dataset.transport = e.transport));
room.on("lost", () => say("the connection is lost; coming back"));
room.on("welcome", () => say(""));
room.on("close", (e) => say(`over: ${e.reason || e.code}`));

requestAnimationFrame(function draw() {
  paper.clearRect(0, 0, 1024, 1024);
  for (const [kind, [colour, size]] of Object.entries(room.world ? dots : {})) {
    paper.fillStyle = colour;
    for (const { x, y } of room.sample(kind).values()) {
      paper.fillRect(x / 4 - size, y / 4 - size, 2 * size, 2 * size);
    }
  }
  requestAnimationFrame(draw);
});
