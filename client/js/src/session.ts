// Links one after another, as many as it takes to keep one player in: what to dial, when, and which
// link counts. What is said on it is the room's business.
import { create } from "@bufbuild/protobuf";
import { Choice } from "./choice.js";
import { CloseCode, explain, isFinal } from "./close.js";
import { Connection, type HelloInit } from "./connection.js";
import { Dial, type Opener } from "./dial.js";
import { parseAddress, type Link, type Transport, type Ear } from "./link.js";
import { pollOptions, type RoomOptions } from "./options.js";
import { Plan } from "./plan.js";
import type { Platform, Stop } from "./platform.js";
import { PollLink } from "./poll.js";
import { LeaveSchema, type ClientMessage, type Frame, type Welcome } from "./tickwire/v1/tickwire_pb.js";
import { SocketLink } from "./websocket.js";

/** What a session tells. Nothing comes after closed, which comes once. */
export interface SessionListener {
  welcome(message: Welcome): void;
  frame(message: Frame): void;
  /** The link was lost, and a new one is being made. */
  lost(code: number, reason: string): void;
  closed(code: number, reason: string): void;
}

/** How long a try may take, in milliseconds: the first, and those that are to bring a player back. */
const dialLimit = 10_000;
const backLimit = 3_000;
/**
 * How long a server may be silent on a link that has opened. A busy one may take long; where a
 * WebSocket may be the one that something swallows, or the player is to come back, it is not waited
 * for.
 */
const welcomeLimit = 10_000;
const quickLimit = 2_500;

const leave: ClientMessage["message"] = { case: "leave", value: create(LeaveSchema) };

export class Session {
  readonly plan = new Plan();
  /** The name that is asked for on the next link; a session that is resumed keeps the one it has. */
  name: string;
  #choice: Choice;
  #openLink: Opener;
  #dial: Dial | undefined; // to bring the player in, or back
  #link: Connection | undefined;
  #newest: Connection | undefined; // the one that introduced itself last
  #upgrade: Dial | undefined; // to a better transport, while the link goes on
  #next: Connection | undefined; // what came of that; it takes over with its Welcome
  #timer: Stop = () => {}; // of the next try, or the next upgrade
  #waiting = false; // for the next try
  #over = false;
  readonly #unwatch: Stop;

  constructor(
    private readonly platform: Platform,
    url: string,
    private readonly options: RoomOptions,
    private readonly listener: SessionListener,
  ) {
    parseAddress(url);
    this.name = options.name ?? "";
    const { transport, pollEvery, pollWait } = pollOptions(options);
    this.#choice = new Choice(transport, platform.socket !== undefined);
    this.#openLink = (t, ear): Link =>
      t === "websocket"
        ? new SocketLink(platform, url, ear)
        : new PollLink(platform, url, {
          every: t === "polling" ? pollEvery : 0,
          wait: pollWait,
          sole: this.#choice.order().length === 1,
        }, ear);
    this.#unwatch = platform.watch(() => this.hint());
    this.#try();
  }

  /** What carries the messages; undefined while nothing does. */
  get transport(): Transport | undefined {
    return this.#link?.welcomed === undefined ? undefined : this.#link.transport;
  }

  /** Sends a message by the link of now; false where there is none, or it has just ended. */
  send(message: ClientMessage["message"]): boolean {
    return this.#link?.send(message) ?? false;
  }

  /** Ends the session; what was sent before is still on its way. */
  close(code: number, reason: string): void {
    const links = [this.#link, this.#next]; // the server may have the player on the second already
    this.#next = undefined;
    this.#finish(code, reason);
    links.forEach((c) => c?.close(code, reason));
  }

  /** Ends the session, and gives the place up. */
  leave(): void {
    [this.#link, this.#next].forEach((c) => c?.send(leave));
    this.close(CloseCode.Normal, "left");
  }

  /** Gives up the link as if it had been lost: the session goes on with the next one. */
  relink(): void {
    this.#link?.drop("the link was given up");
  }

  /** There may be a way to the server now, or the one that there is may be gone. */
  hint(): void {
    if (this.#waiting) {
      this.#try();
    } else if (this.#link?.welcomed !== undefined) {
      this.#link.doubt();
      this.#better();
    }
  }

  #try(): void {
    this.#timer();
    this.#waiting = false;
    const limit = this.plan.token.length > 0 ? backLimit : dialLimit;
    this.#dial = new Dial(this.platform, this.#choice.order(), this.#openLink, limit, {
      opened: (link, hear) => {
        this.#dial = undefined;
        this.#link = this.#greet(link, hear);
      },
      failed: (code, reason) => {
        this.#dial = undefined;
        this.#lost(code, reason);
      },
    });
  }

  #greet(link: Link, hear: (ear: Ear) => void): Connection {
    const { game, version: gameVersion, room = "", token = "" } = this.options;
    const hello: HelloInit = { game, gameVersion, room, name: this.name, token, resumeToken: this.plan.token };
    const doubtful = link.transport === "websocket" && this.#choice.order().length > 1;
    const limit = doubtful || this.plan.token.length > 0 ? quickLimit : welcomeLimit;
    const c: Connection = new Connection(this.platform, link, hello, limit, {
      welcome: (m) => this.#welcome(c, m),
      frame: (m) => {
        if (c === this.#link) {
          this.listener.frame(m);
        }
      },
      closed: (code, reason) => this.#closed(c, code, reason),
    });
    hear(c);
    this.#newest = c;
    return c;
  }

  #welcome(c: Connection, m: Welcome): void {
    if (c === this.#next) {
      const old = this.#link;
      this.#next = undefined;
      if (!m.resumed) {
        return this.#elsewhere(c);
      }
      this.#link = c;
      old?.drop("a better link has taken its place");
    }
    this.plan.welcome(m.resumeToken, m.resumeGraceMs, this.platform.now());
    this.#choice.welcome(c.transport);
    this.#timer();
    this.#upgradeLater();
    this.listener.welcome(m);
  }

  /** A better link has led to another server, where the player is somebody else whom nobody wants to be. */
  #elsewhere(c: Connection): void {
    c.send(leave);
    c.close(CloseCode.Normal, "another server");
    this.#newest = this.#link;
    if (this.#link === undefined) {
      return this.#lost(1006, "");
    }
    this.#upgradeLater();
  }

  #closed(c: Connection, code: number, reason: string): void {
    if (this.#over || (c !== this.#link && c !== this.#next)) {
      return;
    }
    const now = this.platform.now();
    const other = this.#choice.ended(c.transport, c.welcomed === undefined ? undefined : now - c.welcomed);
    if (code === CloseCode.Replaced && c !== this.#newest) {
      code = 1006; // it was this session that did it
    }
    if (c === this.#next) {
      this.#next = undefined;
      if (this.#link !== undefined) {
        return this.#upgradeLater();
      }
    } else {
      this.#link = undefined;
      if (this.#next !== undefined) {
        return; // it has taken the session over, which is why the old one has ended, or is about to
      }
      if (other && c.welcomed === undefined && !isFinal(code)) {
        return this.#try(); // by the other way
      }
    }
    this.#lost(code, reason);
  }

  #lost(code: number, reason: string): void {
    this.#upgrade?.stop();
    this.#upgrade = undefined;
    this.#timer();
    if (!this.plan.lost(code, this.platform.now())) {
      return this.#finish(code, reason);
    }
    this.listener.lost(code, explain(code, reason));
    // Not all at once: everybody may have lost the same server.
    this.#waiting = true;
    this.#timer = this.platform.after(this.plan.pause(this.platform.random()), () => this.#try());
  }

  /** Tries a WebSocket again some time later, where something stands in for it. */
  #upgradeLater(): void {
    if (this.#standsIn()) {
      this.#timer = this.platform.after(this.#choice.upgradePause(this.platform.random()), () => this.#better());
    }
  }

  /** Tries a WebSocket now, where something stands in for it. */
  #better(): void {
    if (!this.#standsIn() || this.#upgrade !== undefined || this.#next !== undefined) {
      return;
    }
    this.#timer();
    this.#upgrade = new Dial(this.platform, ["websocket"], this.#openLink, dialLimit, {
      opened: (link, hear) => {
        this.#upgrade = undefined;
        this.#next = this.#greet(link, hear);
      },
      failed: () => {
        this.#upgrade = undefined;
        this.#upgradeLater();
      },
    });
  }

  /** Whether there is a link that stands in for a WebSocket, and a token that moves the session. */
  #standsIn(): boolean {
    return this.#link !== undefined && this.plan.token.length > 0 && this.#choice.standsIn(this.#link.transport);
  }

  #finish(code: number, reason: string): void {
    if (this.#over) {
      return;
    }
    this.#over = true;
    this.#timer();
    this.#unwatch();
    this.#waiting = false;
    this.#dial?.stop();
    this.#upgrade?.stop();
    this.#next?.drop("the session has ended");
    this.listener.closed(code, explain(code, reason));
  }
}
