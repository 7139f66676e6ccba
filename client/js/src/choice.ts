// Which transport to try first, and when to try the better one again. It has no clock; times are
// milliseconds.
import type { Transport } from "./link.js";

/** What a caller may ask for. */
export type Wish = Transport | "auto";

/** When a WebSocket is tried again while requests stand in for it; then twice as long each time. */
const firstUpgrade = 5_000;
const longestUpgrade = 60_000;
/** A WebSocket that did not last longer may have been cut by a network that does so; once may be chance. */
const lasting = 10_000;
const mostShort = 2;

export class Choice {
  #blocked = false; // what is known of WebSockets here
  #pause = firstUpgrade;
  #short = 0; // WebSockets one after another that did not last

  constructor(private readonly wish: Wish, private readonly sockets: boolean) {}

  /** What to try, the first of it first. */
  order(): Transport[] {
    if (this.wish !== "auto") {
      return [this.wish];
    }
    if (!this.sockets) {
      return ["long-polling"];
    }
    return this.#blocked ? ["long-polling", "websocket"] : ["websocket", "long-polling"];
  }

  /** A link has brought the player in. */
  welcome(transport: Transport): void {
    this.#blocked = transport !== "websocket";
  }

  /**
   * A link has ended so long after it brought the player in; undefined where it never did. True when
   * that is news, by which the order is another.
   */
  ended(transport: Transport, lasted: number | undefined): boolean {
    if (transport !== "websocket" || this.wish !== "auto") {
      return false;
    }
    const was = this.#blocked;
    if (lasted === undefined) {
      this.#blocked = true;
    } else if (lasted < lasting) {
      this.#blocked = ++this.#short >= mostShort;
    } else {
      this.#blocked = false;
      this.#short = 0;
      this.#pause = firstUpgrade;
    }
    return this.#blocked && !was;
  }

  /** Whether a link stands in for a WebSocket. */
  standsIn(transport: Transport): boolean {
    return this.wish === "auto" && this.sockets && transport !== "websocket";
  }

  /**
   * Counts a try of a WebSocket beside a link that stands in, and tells how long to wait before it, for a
   * random number from 0 up to 1: those who have lost the same server at once must not come all at once.
   */
  upgradePause(random: number): number {
    const pause = this.#pause * (0.75 + random / 2);
    this.#pause = Math.min(2 * this.#pause, longestUpgrade);
    return pause;
  }
}
