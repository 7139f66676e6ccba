// All scopes that a client holds, and the one world that they make.
import { plain, WireError, type GameSchema, type Group, type Values } from "./schema.js";
import { advance, type Held, type Look } from "./scope.js";
import type { Frame, Scope } from "./tickwire/v1/tickwire_pb.js";

/** Something that happened. */
export interface GameEvent {
  readonly name: string;
  /** When it happened. */
  readonly tick: number;
  readonly scope: number;
  readonly values: Values;
  /** The same in the units of the wire. */
  readonly raw: readonly number[];
}

/** An entity of the merged world. */
export interface Merged {
  /** Of the look that shows where it is. */
  readonly tick: number;
  /** Its values in the units of the wire, by the groups of its kind; undefined where not held. */
  readonly parts: (Int32Array | undefined)[];
}

/** The world of one link. */
export class World {
  readonly scopes = new Map<number, Held>();
  /** The tick of the newest frame; 0 before the first. */
  tick = 0;

  // Scopes are not all of the same age: what has gone from a new look at one may still be in an
  // old look at another. This is when each was last known to be where it is no more.
  readonly #gone = new Map<number, number>();

  constructor(readonly schema: GameSchema) {}

  /** Brings the world up to date, and tells what happened since. */
  apply(frame: Frame): GameEvent[] {
    if (frame.tick <= this.tick) {
      throw new WireError(`a frame of tick ${frame.tick} after one of ${this.tick}`);
    }
    if (frame.packedScopes.length > 0) {
      throw new WireError("packed scopes, which nobody asked for");
    }
    this.tick = frame.tick;
    for (const id of frame.scopesLeft) {
      const held = this.scopes.get(id);
      if (held !== undefined) {
        this.#depart(held.look, undefined);
        this.scopes.delete(id);
      }
    }
    const events: GameEvent[] = [];
    for (const s of frame.scopes) {
      const was = this.scopes.get(s.id);
      const held = advance(this.schema, was, s, frame.tick);
      if (was !== undefined) {
        this.#depart(was.look, held.look);
      }
      this.scopes.set(s.id, held);
      events.push(...this.#events(s, held.look.tick));
    }
    this.#forget();
    return events;
  }

  /** The entities of a kind by id, merged of the newest that is known of each, in no order. */
  merged(kind: string): Map<number, Merged> {
    const out = new Map<number, Merged>();
    const ticks = new Map<number, number>(); // of private parts
    const groups = this.schema.kind(kind);
    groups.forEach((g, part) => {
      for (const { look } of this.scopes.values()) {
        eachRow(g, look, (id, values) => {
          const known = out.get(id);
          if (g.private) {
            if (known !== undefined && look.tick > (ticks.get(id) ?? 0)) {
              known.parts[part] = values;
              ticks.set(id, look.tick);
            }
          } else if (look.tick > (this.#gone.get(id) ?? 0) && look.tick > (known?.tick ?? 0)) {
            out.set(id, { tick: look.tick, parts: groups.map((_, i) => (i === part ? values : undefined)) });
          }
        });
      }
    });
    return out;
  }

  /** The entities of a kind by id, in the game's units. Fields that only owners see are absent. */
  entities(kind: string): Map<number, Values> {
    const groups = this.schema.kind(kind);
    return new Map([...this.merged(kind)].map(([id, m]) => [id, entity(groups, m.parts)]));
  }

  #events(s: Scope, tick: number): GameEvent[] {
    return s.events.map((e) => {
      const shape = this.schema.events[e.event];
      if (shape === undefined || shape.fields.length !== e.values.length || e.age >= tick) {
        throw new WireError(`event ${e.event} with ${e.values.length} values`);
      }
      return { name: shape.name, tick: tick - e.age, scope: s.id, values: plain({}, shape.fields, e.values), raw: e.values };
    });
  }

  #depart(was: Look, now: Look | undefined): void {
    for (const g of this.schema.groups) {
      if (g.private) {
        continue; // no other scope has these fields
      }
      const left = new Set(now?.rows[g.index]?.ids);
      for (const id of was.rows[g.index]?.ids ?? []) {
        if (!left.has(id)) {
          this.#gone.set(id, Math.max(was.tick, this.#gone.get(id) ?? 0));
        }
      }
    }
  }

  // A departure matters for as long as there is a look that is no newer.
  #forget(): void {
    let oldest = this.tick;
    for (const { look } of this.scopes.values()) {
      oldest = Math.min(oldest, look.tick);
    }
    for (const [id, tick] of this.#gone) {
      if (tick < oldest) {
        this.#gone.delete(id);
      }
    }
  }
}

/** One object of the parts of an entity. */
export function entity(groups: readonly Group[], parts: readonly (ArrayLike<number> | undefined)[]): Values {
  const out: Values = {};
  groups.forEach((g, i) => {
    const values = parts[i];
    if (values !== undefined) {
      plain(out, g.fields, values);
    }
  });
  return out;
}

function eachRow(g: Group, look: Look, visit: (id: number, values: Int32Array) => void): void {
  const rows = look.rows[g.index];
  const width = g.fields.length;
  rows?.ids.forEach((id, i) => visit(id, rows.values.subarray(i * width, (i + 1) * width)));
}
