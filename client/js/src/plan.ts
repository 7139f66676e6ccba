// What is known of the place that a player has on a server, and of the tries to come back to it.
// It has no clock; times are milliseconds of the caller's.
import { CloseCode, isFinal } from "./close.js";

const shortPause = 100;
const middlePause = 250;
const longPause = 1_200;
/** Tries that follow each other quickly: most links break for a moment only. */
const shortTries = 4;
/** For how long a link must have been good for the next loss to count as the first. */
const settled = 2_000;

export class Plan {
  /** For Hello; empty for a new player. */
  token: Uint8Array = new Uint8Array(0);
  #grace = 0;
  #until = 0; // the server keeps the place until then, for all that is known
  #tries = 0;
  #since: number | undefined; // when the player came in

  /** A Welcome has come. */
  welcome(token: Uint8Array, graceMs: number, now: number): void {
    this.token = token;
    this.#grace = graceMs;
    this.#since = now;
  }

  /** A frame has brought another token. */
  renew(token: Uint8Array): void {
    this.token = token;
  }

  /** A link, or a try, has ended. Whether it makes sense to go on. */
  lost(code: number, now: number): boolean {
    if (this.#since !== undefined) {
      this.#until = now + this.#grace;
      this.#tries = now - this.#since >= settled ? 0 : this.#tries;
      this.#since = undefined;
    }
    if (code === CloseCode.Busy) {
      this.#tries = Math.max(this.#tries, shortTries); // it has no time for a crowd of tries
    }
    return this.token.length > 0 && !isFinal(code) && now <= this.#until;
  }

  /** Counts a try and tells how long to wait before it, for a random number from 0 up to 1. */
  pause(random: number): number {
    this.#tries++;
    const between = (a: number, b: number): number => a + random * (b - a);
    if (this.#tries === 1) {
      return 0;
    }
    return this.#tries <= shortTries ? between(shortPause, middlePause) : between(middlePause, longPause);
  }
}
