// A place for the client to run in whose clock stands still until a test moves it, and a server
// there that speaks both kinds of transport. What becomes of a request or a socket is the test's.
import { setImmediate as turn } from "node:timers/promises";
import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import type { Platform, Stop } from "../src/platform.js";
import { AnswerSchema, BatchSchema } from "../src/tickwire/v1/poll_pb.js";
import { ClientMessageSchema, ServerMessageSchema, type ClientMessage } from "../src/tickwire/v1/tickwire_pb.js";

export type Said = NonNullable<MessageInitShape<typeof ServerMessageSchema>["message"]>;

/** What happens to a request or a socket on its way. */
export type Fate =
  | "well" | "refused" | "502" | "lost answer" | "cut answer" | "twice" | "hangs" | "mute" | "deaf" | "page" | "endless" | "only an error";

/** A link as the server has it. */
export interface Peer {
  readonly transport: "websocket" | "polls";
  say(...messages: Said[]): void;
  close(code: number, reason: string): void;
}

export class Lab implements Platform {
  random = () => 0.5;
  secret = () => "secret-".padEnd(21, "0") + this.peers.length;
  hint: () => void = () => {};
  /** Requests that were made, as METHOD and what follows the host, with the time. */
  readonly requests: { at: number; what: string; body: Uint8Array | undefined; init?: RequestInit }[] = [];
  /** When a WebSocket was tried. */
  readonly sockets: number[] = [];
  readonly peers: Peer[] = [];
  requestFate: (what: string) => Fate = () => "well";
  socketFate: () => Fate = () => "well";
  hears: (peer: Peer, message: ClientMessage["message"]) => void = () => {};
  pending = 0; // timers
  #now = 1_000;
  #timers: { at: number; f: () => void }[] = [];
  readonly #polls = new Map<string, Polled>();

  now = (): number => this.#now;

  after = (ms: number, f: () => void): Stop => {
    const timer = { at: this.#now + ms, f };
    this.#timers.push(timer);
    return () => (this.#timers = this.#timers.filter((t) => t !== timer));
  };

  watch = (hint: () => void): Stop => {
    this.hint = hint;
    return () => (this.hint = () => {});
  };

  /** Lets so many milliseconds pass. */
  async pass(ms: number): Promise<void> {
    const until = this.#now + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter((t) => t.at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) {
        break;
      }
      this.#timers = this.#timers.filter((t) => t !== next);
      this.#now = Math.max(this.#now, next.at);
      next.f();
    }
    this.#now = until;
  }

  socket: Platform["socket"] = () => {
    this.sockets.push(this.#now);
    return new FakeSocket(this, this.socketFate()) as unknown as WebSocket;
  };

  fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(url);
    const what = `${init.method ?? "GET"} ${pathname}${search}`;
    const body = init.body as Uint8Array | undefined;
    this.requests.push({ at: this.#now, what, body, init });
    const fate = this.requestFate(what);
    const serve = (): Promise<Response> => this.#serve(pathname, search, body, init.signal!);
    switch (fate) {
      case "refused":
        throw new TypeError("fetch failed");
      case "502":
        return new Response("bad gateway", { status: 502 });
      case "page":
        return new Response("<html>sign in</html>", { status: 200, headers: { "Content-Type": "text/html" } });
      case "endless":
        return new Response(new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1 << 20)) }));
      case "hangs":
        return await aborted(init.signal!);
      case "lost answer":
        await serve();
        return new Response("gateway timeout", { status: 504 });
      case "cut answer":
        await serve();
        throw new TypeError("terminated");
      case "twice": {
        const first = serve();
        first.catch(() => {}); // told below
        await settle();
        const second = await serve();
        return (await first).status === 204 && second.status === 200 ? second : await first;
      }
      default:
        return await serve();
    }
  };

  async #serve(path: string, search: string, body: Uint8Array | undefined, signal: AbortSignal): Promise<Response> {
    const id = /\/poll\/(.+)$/.exec(path)?.[1];
    if (id === undefined) {
      return new Response("tickwire.v1");
    }
    let polled = this.#polls.get(id);
    if (body !== undefined) {
      const batch = fromBinary(BatchSchema, body);
      if (polled === undefined && batch.number === 1) {
        polled = new Polled(this);
        this.#polls.set(id, polled);
        this.peers.push(polled);
      }
      return polled?.post(batch.number, batch.messages) ?? new Response("no such link", { status: 404 });
    }
    const query = new URLSearchParams(search);
    const answer = polled?.get(Number(query.get("got")), Number(query.get("wait")));
    return answer === undefined ? new Response("no such link", { status: 404 }) : await Promise.race([answer, aborted(signal)]);
  }
}

/** Lets all that is due now happen: promises, and what Response does. */
async function settle(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await turn();
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError"))));
}

/** A link of requests as the server has it; it keeps to the rules, and throws where the client does not. */
class Polled implements Peer {
  readonly transport = "polls";
  #taken = 0;
  #answers: Uint8Array<ArrayBuffer>[] = [];
  #acknowledged = 0;
  #held: ((r: Response) => void) | undefined;
  #ended = false;

  constructor(private readonly lab: Lab) {}

  post(number: number, messages: readonly ClientMessage[]): Response {
    if (number > this.#taken + 1) {
      return new Response("a gap", { status: 409 });
    }
    if (number === this.#taken + 1) {
      this.#taken = number;
      messages.forEach((m) => this.lab.hears(this, m.message));
    }
    return new Response(null, { status: this.#ended ? 410 : 204 });
  }

  get(got: number, wait: number): Promise<Response> {
    if (got !== this.#acknowledged && got !== this.#acknowledged + 1) {
      throw new Error(`a client that got ${got} after it had ${this.#acknowledged}`);
    }
    this.#acknowledged = got;
    this.#held?.(new Response(null, { status: 204 }));
    return new Promise((resolve) => {
      this.#held = resolve;
      this.lab.after(Math.max(wait, 50), () => resolve(new Response(null, { status: 204 })));
      this.#answer();
    });
  }

  say(...messages: Said[]): void {
    const number = this.#answers.length + 1;
    this.#answers.push(toBinary(AnswerSchema, create(AnswerSchema, { number, messages: messages.map((message) => ({ message })) })));
    this.#answer();
  }

  close(code: number, reason: string): void {
    this.#ended = true;
    const number = this.#answers.length + 1;
    this.#answers.push(toBinary(AnswerSchema, create(AnswerSchema, { number, close: { code, reason } })));
    this.#answer();
  }

  #answer(): void {
    const next = this.#answers[this.#acknowledged];
    if (next !== undefined && this.#held !== undefined) {
      this.#held(new Response(next));
      this.#held = undefined;
    }
  }
}

class FakeSocket {
  onopen: (() => void) | undefined;
  onmessage: ((e: { data: ArrayBuffer }) => void) | undefined;
  onclose: ((e: { code: number; reason: string }) => void) | undefined;
  onerror: (() => void) | undefined;
  readonly #peer: Peer;

  constructor(private readonly lab: Lab, private readonly fate: Fate) {
    this.#peer = {
      transport: "websocket",
      say: (...messages) => {
        for (const message of messages) {
          const bytes = toBinary(ServerMessageSchema, create(ServerMessageSchema, { message }));
          lab.after(1, () => fate !== "deaf" && this.onmessage?.({ data: bytes.slice().buffer }));
        }
      },
      close: (code, reason) => lab.after(1, () => this.onclose?.({ code, reason })),
    };
    if (fate === "well" || fate === "mute" || fate === "deaf") {
      lab.after(10, () => this.onopen?.());
    } else if (fate === "only an error") {
      lab.after(10, () => this.onerror?.());
    } else if (fate !== "hangs") {
      lab.after(10, () => this.onclose?.({ code: 1006, reason: "" }));
    }
  }

  send(bytes: Uint8Array): void {
    if (this.fate !== "mute") {
      const { message } = fromBinary(ClientMessageSchema, bytes);
      this.lab.after(1, () => {
        if (!this.lab.peers.includes(this.#peer)) {
          this.lab.peers.push(this.#peer);
        }
        this.lab.hears(this.#peer, message);
      });
    }
  }

  close(code?: number): void {
    this.lab.after(1, () => this.onclose?.({ code: code ?? 1005, reason: "" }));
  }
}
