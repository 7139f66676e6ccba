// Watches and plays any Tickwire game, by what its server says of itself.
//
//   const room = new Room("ws://localhost:8080/ws", { game: "arena", version: 1 });
//   room.on("event:kill", (e) => console.log(e.values.killer, "shot", e.values.victim));
//   room.on("frame", () => console.log(room.entities("ship").size, "ships"));
//   room.on("welcome", () => room.input({ forward: 1 }));
export { CloseCode } from "./close.js";
export { mix } from "./interpolate.js";
export type { Wish } from "./choice.js";
export type { Transport } from "./link.js";
export type { RoomOptions } from "./options.js";
export type { Platform } from "./platform.js";
export { Room, type RoomEvents } from "./room.js";
export { GameSchema, WireError, type Group, type Values } from "./schema.js";
export { advance, type Held, type Look, type Rows } from "./scope.js";
export type { Frame, RosterEntry, Welcome } from "./tickwire/v1/tickwire_pb.js";
export { World, type GameEvent, type Merged } from "./world.js";
