// What to draw between two frames.
import { Interpolation, type Field } from "./tickwire/v1/tickwire_pb.js";
import type { Group, Values } from "./schema.js";
import { entity, type World } from "./world.js";

/** How many frames are remembered: half a second at 30 of them a second. */
const memory = 16;

interface Sight {
  readonly tick: number;
  readonly parts: readonly (Int32Array | undefined)[];
}

interface Track {
  readonly sights: Sight[]; // oldest first, never empty
  gone: number; // tick from which it is there no more; Infinity while it is
}

/** The last looks at every entity of a world. */
export class History {
  readonly #kinds = new Map<string, Map<number, Track>>();
  #newest = 0; // tick of the newest frame
  #opened = 0; // tick of the first frame: what it showed was there before
  readonly #frames: number[] = []; // ticks of those that are remembered

  constructor(private world: World) {}

  /** Goes on with another world, of the same room and a later time. */
  follow(world: World): void {
    this.world = world;
  }

  /**
   * Takes the world as a frame has made it. Where frames are left out that would tell nothing, quiet is how
   * many ticks lie between two others: what was not sent stood still until so many ticks before.
   */
  record(quiet = 0): void {
    const now = this.world.tick;
    const before = this.#newest;
    this.#newest = now;
    this.#opened ||= now;
    this.#frames.push(now);
    this.#frames.splice(0, this.#frames.length - memory - 1);
    const oldest = this.#frames.length > memory ? this.#frames[0]! : 0;
    for (const kind of this.world.schema.kinds.keys()) {
      const tracks = this.#kinds.get(kind) ?? new Map<number, Track>();
      this.#kinds.set(kind, tracks);
      const merged = this.world.merged(kind);
      for (const [id, { tick, parts }] of merged) {
        let track = tracks.get(id);
        if (track === undefined || track.gone !== Infinity) {
          tracks.set(id, (track = { sights: [], gone: Infinity }));
        }
        const last = track.sights.at(-1);
        if (quiet > 0 && tick === now && last?.tick === before && before < now - quiet) {
          track.sights.push({ tick: now - quiet, parts: last.parts });
        }
        if (tick > (last?.tick ?? 0)) {
          track.sights.push({ tick, parts });
          track.sights.splice(0, track.sights.length - memory);
        }
      }
      for (const [id, track] of tracks) {
        if (merged.has(id)) {
          continue;
        }
        track.gone = Math.min(track.gone, now);
        if (track.gone <= oldest) {
          tracks.delete(id);
        }
      }
    }
  }

  /** The entities of a kind at a moment, in ticks, between the looks around it. */
  sample(kind: string, at: number): Map<number, Values> {
    const groups = this.world.schema.kind(kind);
    const out = new Map<number, Values>();
    for (const [id, { sights, gone }] of this.#kinds.get(kind) ?? []) {
      const first = sights[0]!;
      if (at >= gone || (at < first.tick && first.tick > this.#opened)) {
        continue;
      }
      const next = sights.findIndex((s) => s.tick > at);
      const a = next < 0 ? sights.at(-1)! : sights[Math.max(next - 1, 0)]!;
      const b = next < 0 ? a : sights[next]!;
      const part = b.tick === a.tick ? 0 : (at - a.tick) / (b.tick - a.tick);
      out.set(id, entity(groups, groups.map((g, i) => between(g, a.parts[i], b.parts[i], part))));
    }
    return out;
  }
}

function between(g: Group, a: Int32Array | undefined, b: Int32Array | undefined, part: number): ArrayLike<number> | undefined {
  if (a === undefined || b === undefined) {
    return a;
  }
  return g.fields.map((f, i) => mix(f, a[i]!, b[i]!, part));
}

/** A value part of the way from a to b, as its field moves. */
export function mix(f: Pick<Field, "interpolation">, a: number, b: number, part: number): number {
  switch (f.interpolation) {
    case Interpolation.LERP:
      return a + (b - a) * part;
    case Interpolation.ANGLE: {
      const turned = a + (((b - a) << 16) >> 16) * part; // the short way round
      return ((turned % 65536) + 65536) % 65536;
    }
    default:
      return a;
  }
}
