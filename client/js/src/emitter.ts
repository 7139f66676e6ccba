// A typed list of who listens to what.

export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<(e: never) => void>>();

  /** Calls f each time that it happens; the answer ends that. */
  on<K extends keyof Events>(name: K, f: (e: Events[K]) => void): () => void {
    const all = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, all.add(f));
    return () => void all.delete(f);
  }

  protected emit<K extends keyof Events>(name: K, e: Events[K]): void {
    for (const f of this.#listeners.get(name) ?? []) {
      (f as (e: Events[K]) => void)(e);
    }
  }
}
