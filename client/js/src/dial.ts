// One try to reach the server, by one way or by two of which the first that opens is taken.
import type { Ear, Link, Transport } from "./link.js";
import type { Platform, Stop } from "./platform.js";

/** For how long the first way is alone, in milliseconds, unless it fails. */
const headStart = 1_500;

/** Makes a link. */
export type Opener = (transport: Transport, ear: Ear) => Link;

/** What comes of a try, once. */
export interface Outcome {
  /** The link is open; what it hears is the other's from now on. */
  opened(link: Link, hear: (ear: Ear) => void): void;
  failed(code: number, reason: string): void;
}

/** A link whose ear can be changed, and why it has ended. */
class Way {
  ear: Ear | undefined;
  link: Link;
  end: { code: number; reason: string } | undefined;

  constructor(readonly transport: Transport, open: Opener, opened: () => void, closed: () => void) {
    this.link = open(transport, {
      opened,
      heard: () => this.ear?.heard(),
      message: (m) => this.ear?.message(m),
      closed: (code, reason) => {
        this.end = { code, reason };
        return this.ear === undefined ? closed() : this.ear.closed(code, reason);
      },
    });
  }
}

export class Dial {
  #over = false;
  readonly #ways: Way[] = [];
  readonly #left: Transport[];
  readonly #limit: Stop;
  #next: Stop = () => {};

  /** Tries the transports in their order, and gives up after so many milliseconds. */
  constructor(
    private readonly platform: Platform,
    order: readonly Transport[],
    private readonly open: Opener,
    limit: number,
    private readonly outcome: Outcome,
  ) {
    this.#left = [...order];
    this.#limit = platform.after(limit, () => this.#fail(`nothing opened within ${limit / 1000} s`));
    this.#begin();
  }

  /** Gives the try up without a word. */
  stop(): void {
    this.#end(undefined);
  }

  #begin(): void {
    this.#next();
    const transport = this.#left.shift();
    if (transport === undefined || this.#over) {
      return;
    }
    const way = new Way(transport, this.open, () => this.#won(way), () => this.#lost());
    this.#ways.push(way);
    if (this.#left.length > 0) {
      this.#next = this.platform.after(headStart, () => this.#begin());
    }
  }

  #won(way: Way): void {
    if (!this.#over) {
      this.#end(way);
      this.outcome.opened(way.link, (ear) => (way.ear = ear));
    }
  }

  #lost(): void {
    if (this.#over) {
      return;
    }
    this.#begin();
    if (this.#ways.every((w) => w.end !== undefined)) {
      this.#fail("");
    }
  }

  /** Tells of the way that says most: a code of the server's own before a connection that was not made. */
  #fail(late: string): void {
    if (this.#over) {
      return;
    }
    this.#end(undefined);
    const ends = this.#ways.map((w) => ({ transport: w.transport, ...(w.end ?? { code: 1006, reason: late }) }));
    const own = ends.find((e) => e.code !== 1006);
    const [first] = ends;
    this.outcome.failed(
      own?.code ?? 1006,
      own?.reason ?? (ends.length === 1 ? first!.reason : ends.map((e) => `${e.transport}: ${e.reason}`).join("; ")),
    );
  }

  #end(winner: Way | undefined): void {
    this.#over = true;
    this.#limit();
    this.#next();
    for (const way of this.#ways) {
      if (way !== winner && way.end === undefined) {
        way.link.drop();
      }
    }
  }
}
