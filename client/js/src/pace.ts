// When things are: which tick the server has come to, and for which one to say what is pressed.

/** Follows the server's clock by the frames of one link. */
export class Pace {
  #behind: number | undefined; // local milliseconds at which the server's tick 0 would have arrived
  #lead = 3; // ticks that inputs are ahead of the newest frame
  #hold = 0; // tick up to which the lead stays: what was changed must show first
  #newest = 0; // tick of the newest frame
  #spacing: number; // ticks from one frame to the next, smoothed: polls leave some out
  readonly #tickMs: number;

  constructor(tickRate: number, private readonly sendEvery: number, private readonly maxLead: number, private readonly quiet = false) {
    this.#tickMs = 1000 / tickRate;
    this.#spacing = sendEvery;
  }

  /** Frames come so many milliseconds apart from now on, where they are asked for so seldom. */
  seldom(ms: number): void {
    this.#spacing = Math.max(this.sendEvery, ms / this.#tickMs);
  }

  /** A frame has come, and says how early the newest input was, where that is news. */
  arrived(tick: number, now: number, marginUs: number | undefined): void {
    if (this.#newest > 0 && !this.quiet) { // where those are left out that would tell nothing, a gap is no habit
      const gap = Math.min(tick - this.#newest, 2 * this.#spacing + 2); // a stall is no habit
      this.#spacing = Math.max(this.sendEvery, this.#spacing + (gap - this.#spacing) / 8);
    }
    this.#newest = tick;
    const behind = now - tick * this.#tickMs;
    // The quickest frames tell the truth; a clock that runs differently is followed slowly.
    this.#behind = Math.min(behind, (this.#behind ?? behind) + 0.05);
    if (marginUs === undefined || tick < this.#hold) {
      return;
    }
    const margin = marginUs / 1000 / this.#tickMs;
    const change = margin < 0.5 ? Math.ceil(1 - margin) : margin > 2.5 ? -1 : 0;
    this.#lead = Math.max(1, Math.min(this.#lead + change, this.maxLead - this.sendEvery));
    if (change !== 0) {
      this.#hold = tick + 2 * this.#lead + Math.ceil(500 / this.#tickMs);
    }
  }

  /** The newest tick for which an input can be made when a frame of this tick has come. */
  inputTick(frameTick: number): number {
    return frameTick + Math.min(Math.round(this.#spacing) - 1 + this.#lead, this.maxLead);
  }

  /**
   * The tick for which to say at a local time what is pressed, where no frame may come for long. Nobody
   * knows for how long the server has stood still meanwhile, and it ends a link for inputs too far ahead: after
   * a long silence the tick is one of the past, and the answer to it tells which it should have been.
   */
  pressTick(now: number): { tick: number; sure: boolean } {
    const server = this.#behind === undefined ? 0 : Math.floor((now - this.#behind) / this.#tickMs);
    const tick = server + this.sendEvery - 1 + this.#lead;
    const most = this.#newest + this.maxLead;
    return { tick: Math.min(tick, most), sure: tick <= most };
  }

  /** The moment to draw at a local time, in ticks: so far back that frames around it are there. */
  renderTick(now: number): number {
    return this.#behind === undefined ? 0 : (now - this.#behind) / this.#tickMs - this.#spacing - 1;
  }
}
