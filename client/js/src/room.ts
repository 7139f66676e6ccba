// A session in a room, across as many links as it takes.
import { create } from "@bufbuild/protobuf";
import { Chat } from "./chat.js";
import { CloseCode } from "./close.js";
import { Drain } from "./drain.js";
import { Emitter } from "./emitter.js";
import { History } from "./interpolate.js";
import type { Transport } from "./link.js";
import { checkText, type RoomOptions } from "./options.js";
import { Pace } from "./pace.js";
import { here, type Platform } from "./platform.js";
import { GameSchema, WireError, type Values } from "./schema.js";
import { Session } from "./session.js";
import { ChatSchema, InputSchema, InputsSchema, SetNameSchema } from "./tickwire/v1/tickwire_pb.js";
import type { ClientMessage, Frame, RosterEntry, Welcome } from "./tickwire/v1/tickwire_pb.js";
import { verified } from "./verify.js";
import { World, type GameEvent } from "./world.js";

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
   * A line of chat; player 0 is the server, and to is 0 unless it is for one player alone. What a new
   * link brings again is not told again.
   */
  chat: { player: number; text: string; to: number };
  /**
   * Messages are carried another way than before, or for the first time: requests stand in for a
   * WebSocket that does not get through, or one does again.
   */
  transport: { transport: Transport; was: Transport | undefined };
  /** The server is about to restart, in so many milliseconds; undefined when it is not any more. */
  drain: { left: number | undefined };
  /** The link was lost, and a new one is being made. */
  lost: { code: number; reason: string };
  /** It is over. */
  close: { code: number; reason: string };
}

const mostInputs = 64; // in one message

export class Room extends Emitter<RoomEvents> {
  /** The player that this client is; 0 before the first welcome. */
  player = 0;
  world: World | undefined;
  readonly roster = new Map<number, RosterEntry>();

  readonly #session: Session;
  readonly #drain = new Drain();
  readonly #chat = new Chat();
  #transport: Transport | undefined; // that was told last
  #fresh: World | undefined; // of a new link: until its first frame the picture stays what it was
  #pace: Pace | undefined;
  #history: History | undefined;
  #pressed: Values | undefined; // undefined for who only watches
  #edges: Values = {};
  #said = 0; // tick of the newest input
  #heard = 0; // tick of the newest frame
  #quiet = 0; // ticks from frame to frame where those are left out that would tell nothing; else 0
  #rests = false; // the newest input was of nothing pressed
  #later: ReturnType<typeof setTimeout> | undefined; // the next try to say what is pressed
  #drawn = 0;

  /** Connects to a server, as in ws://localhost:8080/ws. The platform is for tests. */
  constructor(url: string, private readonly options: RoomOptions, private readonly platform: Platform = here) {
    super();
    this.#session = new Session(platform, url, options, {
      welcome: (m) => this.#welcome(m),
      frame: (m) => this.#frame(m),
      lost: (code, reason) => this.emit("lost", { code, reason }),
      closed: (code, reason) => this.emit("close", { code, reason }),
    });
  }

  /** How messages are carried now; undefined while there is no link. */
  get transport(): Transport | undefined {
    return this.#session.transport;
  }

  /** Milliseconds until the server restarts, where it has said that it will. */
  get drainLeft(): number | undefined {
    return this.#drain.left(this.platform.now());
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
  renderTick(now: number = this.platform.now()): number {
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
    if (this.#quiet === 0 || this.#heard === 0) {
      return;
    }
    const { tick, sure } = this.#pace!.pressTick(this.platform.now());
    if (tick <= this.#said) {
      this.#later = setTimeout(() => this.#press(), 20);
      return;
    }
    this.#said = tick - 1;
    const edges = this.#edges;
    this.#acknowledge(this.#heard, tick);
    if (!sure) {
      this.#edges = edges; // this one asks for a frame, and is too late to be more
      this.#rests = false;
    }
  }

  /**
   * Says a line to all, or to one player alone; throws for one of more than 256 bytes. False when that is
   * not possible because there is no link at the moment: nothing is kept to be said later. A line that was
   * on its way when a link broke is lost, too.
   */
  chat(text: string, to = 0): boolean {
    checkText("text", text);
    return this.#say({ case: "chat", value: create(ChatSchema, { text, to }) });
  }

  /**
   * Asks for another name, of at most 32 bytes, and for the same again where a new session follows; false
   * as for chat.
   */
  rename(name: string): boolean {
    checkText("name", name);
    this.#session.name = name;
    return this.#say({ case: "setName", value: create(SetNameSchema, { name }) });
  }

  #say(message: ClientMessage["message"]): boolean {
    return this.transport !== undefined && this.#session.send(message);
  }

  /** Ends the session: nothing is kept for a return. */
  leave(): void {
    this.#session.leave();
  }

  /** Gives up the link as if it had been lost: the session goes on with the next one. */
  relink(): void {
    this.#session.relink();
  }

  #welcome(m: Welcome): void {
    if (m.schema === undefined) {
      return this.#session.close(CloseCode.Bad, "a welcome without a schema");
    }
    this.#quiet = m.sendIdle > m.sendEvery ? m.sendEvery : 0;
    const world = new World(new GameSchema(m.schema)); // what was held of the old link is void
    if (!m.resumed || m.playerId !== this.player || this.world === undefined || m.tick < this.world.tick) {
      this.world = world;
      this.#history = new History(world);
      this.#pace = new Pace(m.tickRate, m.sendEvery, m.maxInputLead, this.#quiet > 0);
      this.#drawn = 0;
    }
    this.#fresh = world;
    this.#chat.welcome(m.resumed && m.playerId === this.player);
    this.player = m.playerId;
    this.#said = this.#heard = 0;
    this.#rests = false;
    const { transport } = this;
    if (transport === "polling") {
      this.#pace?.seldom(this.options.pollEvery ?? 1_000);
    }
    this.roster.clear();
    this.emit("welcome", m);
    if (transport !== undefined && transport !== this.#transport) {
      const was = this.#transport;
      this.#transport = transport;
      this.emit("transport", { transport, was });
    }
  }

  #frame(m: Frame): void {
    if (this.#fresh !== undefined) {
      this.world = this.#fresh;
      this.#history?.follow(this.#fresh);
      this.#fresh = undefined;
    }
    const { world } = this;
    if (world === undefined) {
      return this.#session.close(CloseCode.Bad, "a frame before the welcome");
    }
    let events: GameEvent[];
    try {
      events = world.apply(m);
    } catch (e) {
      if (!(e instanceof WireError)) {
        throw e;
      }
      return this.#session.close(CloseCode.Bad, e.message);
    }
    const now = this.platform.now();
    this.#history?.record(this.transport === "polling" ? 0 : this.#quiet);
    this.#pace?.arrived(m.tick, now, m.inputTick === 0 ? undefined : m.inputMarginUs);
    if (m.resumeToken.length > 0) {
      this.#session.plan.renew(m.resumeToken);
    }
    if (m.verify !== undefined) {
      this.#session.send({ case: "verified", value: verified(world.scopes, m.verify, m.tick) });
    }
    this.#heard = m.tick;
    this.#acknowledge(m.tick, this.#pressed === undefined ? 0 : this.#pace!.inputTick(m.tick));
    if (this.#drain.frame(m.drainMs, now)) {
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
    for (const line of this.#chat.news(m.chat)) {
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
    if (this.#quiet > 0 && rests && this.#rests) {
      upto = 0; // nothing is what the server takes silence for, and to say it again would be answered
    }
    this.#rests = rests;
    for (let tick = Math.max(this.#said + 1, ackTick + 1, upto - mostInputs + 1); tick <= upto; tick++) {
      inputs.push(create(InputSchema, { tick, values: schema.inputValues({ ...this.#pressed, ...this.#edges }) }));
      this.#edges = {};
      this.#said = tick;
    }
    const viewTick = BigInt(Math.max(0, Math.round(this.#drawn * 256)));
    this.#session.send({ case: "inputs", value: create(InputsSchema, { ackTick, viewTick, inputs }) });
  }
}
