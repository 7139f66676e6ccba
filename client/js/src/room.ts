// A session in a room, across as many links as it takes.
import { create } from "@bufbuild/protobuf";
import { CloseCode, explain, isFinal } from "./close.js";
import { Connection } from "./connection.js";
import { Drain } from "./drain.js";
import { Emitter } from "./emitter.js";
import { History } from "./interpolate.js";
import { Pace } from "./pace.js";
import { GameSchema, WireError, type Values } from "./schema.js";
import { ChatSchema, InputSchema, InputsSchema, LeaveSchema, SetNameSchema } from "./tickwire/v1/tickwire_pb.js";
import type { Frame, RosterEntry, Welcome } from "./tickwire/v1/tickwire_pb.js";
import { verified } from "./verify.js";
import { World, type GameEvent } from "./world.js";

export interface RoomOptions {
  /** The game's Definition.Name and Definition.Version. */
  game: string;
  version: number;
  /** The wanted room; any with a free place when absent. */
  room?: string;
  /** The wanted name of the player. */
  name?: string;
  /** For the server's authorization; a guest when absent. */
  token?: string;
}

/** What can be listened to. */
export interface RoomEvents {
  /** A link is up: the first one, or one that resumed the session where resumed is set. */
  welcome: Welcome;
  /** A frame has been applied; its events have been told. */
  frame: Frame;
  /** Something happened in the game; also as `event:NAME`. */
  event: GameEvent;
  [name: `event:${string}`]: GameEvent;
  /** Who is in the room, whenever that changes. */
  roster: ReadonlyMap<number, RosterEntry>;
  /**
   * A line of chat; player 0 is the server, and to is 0 unless it is for one player alone. The last lines
   * come again after a resume.
   */
  chat: { player: number; text: string; to: number };
  /** The server is about to restart, in so many milliseconds; undefined when it is not any more. */
  drain: { left: number | undefined };
  /** The link was lost, and a new one is being made. */
  lost: { code: number; reason: string };
  /** It is over. */
  close: { code: number; reason: string };
}

const firstWait = 250; // milliseconds until the first attempt to come back, doubled with each
const longestWait = 5_000;
const mostInputs = 64; // in one message

export class Room extends Emitter<RoomEvents> {
  /** The player that this client is; 0 before the first welcome. */
  player = 0;
  world: World | undefined;
  readonly roster = new Map<number, RosterEntry>();

  #link: Connection | undefined;
  #token: Uint8Array = new Uint8Array(0);
  #grace = 0; // milliseconds for which a session outlives its link
  #lostAt = 0; // when the link was lost; 0 while there is one
  #wait = firstWait;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #over = false;
  readonly #drain = new Drain();
  #pace: Pace | undefined;
  #history: History | undefined;
  #pressed: Values | undefined; // undefined for who only watches
  #edges: Values = {};
  #said = 0; // tick of the newest input
  #heard = 0; // tick of the newest frame
  #quiet = false; // frames are left out that would tell nothing
  #rests = false; // the newest input was of nothing pressed
  #later: ReturnType<typeof setTimeout> | undefined; // the next try to say what is pressed
  #drawn = 0;

  constructor(private readonly url: string, private readonly options: RoomOptions) {
    super();
    this.#connect();
  }

  /** Milliseconds until the server restarts, where it has said that it will. */
  get drainLeft(): number | undefined {
    return this.#drain.left(performance.now());
  }

  /** The entities of a kind by id, as of the newest frame. */
  entities(kind: string): Map<number, Values> {
    return this.world?.entities(kind) ?? new Map();
  }

  /** The entities of a kind by id, for drawing at a render time in ticks; see renderTick. */
  sample(kind: string, at: number = this.renderTick()): Map<number, Values> {
    this.#drawn = at;
    return this.#history?.sample(kind, at) ?? new Map();
  }

  /** The moment, in ticks, that should be drawn now. */
  renderTick(now: number = performance.now()): number {
    return this.#pace?.renderTick(now) ?? 0;
  }

  /**
   * What is pressed from now on, by the names of the input's fields; what is not named is 0. Fields
   * that mean "happened in this tick" are sent once.
   */
  input(values: Values): void {
    const schema = this.world?.schema;
    if (schema === undefined) {
      return; // nobody to press for yet
    }
    schema.inputValues(values); // throws for a name that the game does not have
    this.#pressed = { ...values };
    for (const f of schema.input) {
      if (f.edge) {
        this.#edges[f.name] = values[f.name] || this.#edges[f.name] || 0;
        delete this.#pressed[f.name];
      }
    }
    this.#press();
  }

  /** Says what is pressed where the next frame may be long in coming, once in a tick. */
  #press(): void {
    clearTimeout(this.#later);
    if (!this.#quiet || this.#heard === 0) {
      return;
    }
    const tick = this.#pace!.inputTick(this.#pace!.serverTick(performance.now()));
    if (tick <= this.#said) {
      this.#later = setTimeout(() => this.#press(), 20);
      return;
    }
    this.#said = tick - 1;
    this.#acknowledge(this.#heard, tick);
  }

  /** Says a line to all, or to one player alone. */
  chat(text: string, to = 0): void {
    this.#link?.send({ case: "chat", value: create(ChatSchema, { text, to }) });
  }

  rename(name: string): void {
    this.#link?.send({ case: "setName", value: create(SetNameSchema, { name }) });
  }

  /** Ends the session: nothing is kept for a return. */
  leave(): void {
    this.#link?.send({ case: "leave", value: create(LeaveSchema) });
    this.#finish(CloseCode.Normal, "left");
    this.#link?.close(CloseCode.Normal, "left");
  }

  /** Gives up the link as if it had been lost: the session goes on with the next one. */
  relink(): void {
    this.#link?.drop();
  }

  #connect(): void {
    const { game, version: gameVersion, room = "", name = "", token = "" } = this.options;
    const link: Connection = new Connection(
      this.url,
      { game, gameVersion, room, name, token, resumeToken: this.#token },
      {
        welcome: (m) => this.#welcome(m),
        frame: (m) => this.#frame(m),
        closed: (code, reason) => this.#closed(code, reason),
      },
    );
    this.#link = link;
  }

  #welcome(m: Welcome): void {
    if (m.schema === undefined) {
      return this.#link?.close(CloseCode.Bad, "a welcome without a schema");
    }
    this.player = m.playerId;
    this.#token = m.resumeToken;
    this.#grace = m.resumeGraceMs;
    this.#lostAt = 0;
    this.#wait = firstWait;
    this.#said = this.#heard = 0;
    this.#rests = false;
    this.#quiet = m.sendIdle > m.sendEvery;
    this.world = new World(new GameSchema(m.schema)); // what was held of the old link is void
    this.#history = new History(this.world);
    this.#pace = new Pace(m.tickRate, m.sendEvery, m.maxInputLead);
    this.roster.clear();
    this.emit("welcome", m);
  }

  #frame(m: Frame): void {
    const { world } = this;
    if (world === undefined) {
      return this.#link?.close(CloseCode.Bad, "a frame before the welcome");
    }
    let events: GameEvent[];
    try {
      events = world.apply(m);
    } catch (e) {
      if (!(e instanceof WireError)) {
        throw e;
      }
      return this.#link?.close(CloseCode.Bad, e.message);
    }
    this.#history?.record();
    this.#pace?.arrived(m.tick, performance.now(), m.inputTick === 0 ? undefined : m.inputMarginUs);
    if (m.resumeToken.length > 0) {
      this.#token = m.resumeToken;
    }
    if (m.verify !== undefined) {
      this.#link?.send({ case: "verified", value: verified(world.scopes, m.verify, m.tick) });
    }
    this.#heard = m.tick;
    this.#acknowledge(m.tick, this.#pressed === undefined ? 0 : this.#pace!.inputTick(m.tick));
    if (this.#drain.frame(m.drainMs, performance.now())) {
      this.emit("drain", { left: this.drainLeft });
    }
    this.#tell(m, events);
  }

  #tell(m: Frame, events: readonly GameEvent[]): void {
    for (const e of m.roster) {
      if (e.left) {
        this.roster.delete(e.playerId);
      } else {
        this.roster.set(e.playerId, e);
      }
    }
    if (m.roster.length > 0) {
      this.emit("roster", this.roster);
    }
    for (const line of m.chat) {
      this.emit("chat", { player: line.playerId, text: line.text, to: line.to });
    }
    for (const e of events) {
      this.emit("event", e);
      this.emit(`event:${e.name}`, e);
    }
    this.emit("frame", m);
  }

  /** Says that a frame has come, and what is pressed in the ticks up to the next one. */
  #acknowledge(ackTick: number, upto: number): void {
    const { schema } = this.world!;
    const inputs = [];
    const rests = Object.values({ ...this.#pressed, ...this.#edges }).every((v) => !v);
    if (this.#quiet && rests && this.#rests) {
      upto = 0; // nothing is what the server takes silence for, and to say it again would be answered
    }
    this.#rests = rests;
    for (let tick = Math.max(this.#said + 1, ackTick + 1, upto - mostInputs + 1); tick <= upto; tick++) {
      inputs.push(create(InputSchema, { tick, values: schema.inputValues({ ...this.#pressed, ...this.#edges }) }));
      this.#edges = {};
      this.#said = tick;
    }
    const viewTick = BigInt(Math.max(0, Math.round(this.#drawn * 256)));
    this.#link?.send({ case: "inputs", value: create(InputsSchema, { ackTick, viewTick, inputs }) });
  }

  #closed(code: number, reason: string): void {
    if (this.#over) {
      return;
    }
    const now = performance.now();
    this.#lostAt ||= now;
    if (this.#token.length === 0 || isFinal(code) || now - this.#lostAt > this.#grace) {
      return this.#finish(code, reason);
    }
    this.emit("lost", { code, reason: explain(code, reason) });
    // Not all at once: everybody may have lost the same server.
    this.#retry = setTimeout(() => this.#connect(), this.#wait * (0.5 + Math.random() / 2));
    this.#wait = Math.min(2 * this.#wait, longestWait);
  }

  #finish(code: number, reason: string): void {
    if (!this.#over) {
      this.#over = true;
      clearTimeout(this.#retry);
      this.emit("close", { code, reason: explain(code, reason) });
    }
  }
}
