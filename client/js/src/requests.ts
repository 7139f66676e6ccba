// One request after another, each of them made again until somebody answers it.
import { protocol } from "./link.js";
import type { Platform, Stop } from "./platform.js";

/** What a server, not something on the way to it, has answered. */
export interface Reply {
  readonly status: number;
  readonly body: Uint8Array;
}

/** The milliseconds for which a request goes without an answer before the link is given up. */
export const unanswered = 10_000;

/** Bytes of the largest answer that a server makes: of a message of 4 MiB and what is around it. */
export const largest = (4 << 20) + (1 << 10);

const firstPause = 100;
const longestPause = 2_000;
/** For one try, beside what the server may take: of a connection that is dead nobody tells. */
const tryLimit = 3_000;
/** Of these a proxy or a busy server says that the same request may do later. */
const later: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** The pause in milliseconds before the next try after so many, for a random number from 0 up to 1. */
export function retryPause(tries: number, random: number): number {
  return Math.min(firstPause * 2 ** (tries - 1) * (1 + random), longestPause);
}

/** A lane of requests: one at a time, and nothing more once it has ended. */
export class Lane {
  #over = false;
  #abort: AbortController | undefined;
  #stop: Stop = () => {};

  constructor(
    private readonly platform: Platform,
    private readonly heard: () => void,
    /** Nobody has answered for too long; says what was seen last. */
    private readonly lost: (reason: string) => void,
  ) {}

  /**
   * The answer to a request of which the server may take so many milliseconds. It is the same request
   * each time that it is made, and a server that has had it before answers as it did then. Where
   * the lane ends first, nothing goes on behind this.
   */
  async ask(url: string, init: RequestInit, takes: number): Promise<Reply> {
    const limit = this.platform.now() + takes + unanswered;
    for (let tries = 1; ; tries++) {
      const got = await this.once(url, init, Math.min(takes + tryLimit, limit - this.platform.now()));
      if (this.#over) {
        return await never();
      }
      if (typeof got === "object") {
        this.heard();
        return got;
      }
      if (this.platform.now() >= limit) {
        this.lost(got);
        return await never();
      }
      await this.pause(retryPause(tries, this.platform.random()));
    }
  }

  /** Some time, unless the lane ends first: then nothing goes on behind this. */
  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (!this.#over) {
        this.#stop = this.platform.after(ms, resolve);
      }
    });
  }

  /** Ends the lane, and the request that is under way. */
  end(): void {
    this.#over = true;
    this.#stop();
    this.#abort?.abort();
  }

  /** One try of so many milliseconds: an answer, or why there is none. */
  async once(url: string, init: RequestInit, limit: number): Promise<Reply | string> {
    const abort = new AbortController();
    this.#abort = abort;
    const stop = this.platform.after(limit, () => abort.abort());
    try {
      // The address of the page is nobody's business: a token may be in it. A server sends nobody elsewhere.
      const r = await this.platform.fetch(url, {
        ...init, cache: "no-store", redirect: "error", referrerPolicy: "strict-origin", signal: abort.signal,
      });
      const body = await read(r);
      if (later.has(r.status)) {
        return describe(r.status, body);
      }
      if (r.status === 200 && /html/.test(r.headers.get("Content-Type") ?? "")) {
        return "a page came in place of an answer: something on the way, a portal to sign in at, answers for the server";
      }
      return { status: r.status, body };
    } catch (e) {
      return abort.signal.aborted ? "no answer came in time" : String((e as Error).message ?? e);
    } finally {
      stop();
    }
  }
}

/** Reads a body to its end, or a little more than the largest there is: what is announced may be a lie. */
async function read(r: Response): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = r.body?.getReader();
  while (reader !== undefined && size <= largest) {
    const { value } = await reader.read();
    if (value === undefined) {
      break;
    }
    parts.push(value);
    size += value.length;
  }
  if (size > largest) {
    reader!.cancel().catch(() => {}); // it has failed, then
  }
  const body = new Uint8Array(size);
  parts.reduce((at, part) => (body.set(part, at), at + part.length), 0);
  return body;
}

const never = (): Promise<never> => new Promise(() => {});

/** What an answer that is not what was hoped for says, for people. */
export function describe(status: number, body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, 300)).trim();
  return text === "" || text.startsWith("<") ? `the answer was ${status}` : text;
}

/** Whether an answer is that of a server that takes polls. */
export function welcomes(r: Reply): boolean {
  return r.status === 200 && new TextDecoder().decode(r.body.subarray(0, 64)).trim() === protocol;
}
