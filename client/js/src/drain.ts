// What the server says of the end of the room, because it is about to restart. It has no clock;
// times are milliseconds.

/** By how much the end must come later than was told for that to be news, and no frame that took its time. */
const moved = 2_000;

export class Drain {
  #at: number | undefined;

  /** Takes what a frame says that came now; true when that is news to people. */
  frame(drainMs: number, now: number): boolean {
    const was = this.#at;
    if (drainMs === 0) {
      this.#at = undefined;
      return was !== undefined;
    }
    const at = now + drainMs;
    // The frame that was on its way for the shortest time says it best: by it the end is nearest.
    if (was === undefined || at < was || at > was + moved) {
      this.#at = at;
    }
    return was === undefined || Math.abs(at - was) > moved;
  }

  /** Milliseconds until the end; undefined where nobody speaks of one. */
  left(now: number): number | undefined {
    return this.#at === undefined ? undefined : Math.max(this.#at - now, 0);
  }
}
