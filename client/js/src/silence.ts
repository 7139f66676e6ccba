// Notices a link that stands open though its other half is gone: nothing says so, there is just
// nothing that comes.

/** Milliseconds for which a server may be silent; it sends frames much more often. */
const silent = 2_500;
/** The same where something says that the way may be another now. */
const doubtful = 1_000;
/** How often to look, and what counts from one look to the next: a machine that slept must first have had the time to read what is there. */
export const lookEvery = 250;
const listened = 2 * lookEvery;

export class Silence {
  #last: number; // when it was looked at
  #passed = 0; // since the last sign of life, as far as somebody was listening
  #doubt = false;

  /** Begins now, for a link on which nothing may be heard for so long though all is well. */
  constructor(now: number, private readonly patience: number) {
    this.#last = now;
  }

  /** Something has come. */
  heard(): void {
    this.#passed = 0;
    this.#doubt = false;
  }

  /** Begins anew, with less patience until something comes. */
  ask(now: number): void {
    this.#last = now;
    this.#passed = 0;
    this.#doubt = true;
  }

  /** Whether the server has been silent for too long. */
  over(now: number): boolean {
    this.#passed += Math.min(Math.max(now - this.#last, 0), listened);
    this.#last = now;
    return this.#passed > this.patience + (this.#doubt ? doubtful : silent);
  }
}
