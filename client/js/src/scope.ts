// A scope is a set of rows that are always seen together. Here a delta and the look that it is
// against become the next look; see "Scopes", "Deltas" and "Prediction" of the specification.
import { correct, predict, unpair } from "./predict.js";
import { WireError, type GameSchema, type Group } from "./schema.js";
import type { GroupDelta, Scope } from "./tickwire/v1/tickwire_pb.js";

/** The rows of one group, in ascending order of entity id. */
export interface Rows {
  readonly ids: readonly number[];
  /** Row by row, in the units of the wire. */
  readonly values: Int32Array;
}

/** A scope at one tick: the rows of each group of the schema. A look never changes. */
export interface Look {
  readonly tick: number;
  readonly rows: readonly Rows[];
}

/** What a client keeps of a scope. */
export interface Held {
  readonly look: Look;
  /** The look before that one, which predictions need; none in and after a keyframe. */
  readonly before: Look | undefined;
}

const none: Rows = { ids: [], values: new Int32Array(0) };

/** What a scope is after a message about it in a frame. */
export function advance(schema: GameSchema, held: Held | undefined, s: Scope, frameTick: number): Held {
  const tick = frameTick - s.tickAge;
  const baseTick = s.keyframe ? 0 : tick - s.baseSkip - 1;
  const prevTick = s.keyframe || s.noPrev ? 0 : baseTick - s.prevSkip - 1;
  if (tick < 1 || (!s.keyframe && baseTick < 1) || (!s.keyframe && !s.noPrev && prevTick < 1)) {
    throw new WireError(`scope ${s.id}: a tick before the first`);
  }
  const base = s.keyframe ? undefined : held?.look;
  const prev = prevTick === 0 ? undefined : held?.before;
  if ((base?.tick ?? 0) !== baseTick || (prev?.tick ?? 0) !== prevTick) {
    throw new WireError(`scope ${s.id}: a delta against ticks ${baseTick} and ${prevTick}, which are not held`);
  }
  const deltas = new Map(s.groups.map((d) => [d.group, d]));
  for (const group of deltas.keys()) {
    if (group >= schema.groups.length) {
      throw new WireError(`scope ${s.id}: group ${group} of ${schema.groups.length}`);
    }
  }
  const ages: Ages = { num: tick - baseTick, den: baseTick - prevTick };
  const rows = schema.groups.map((g, i) => step(g, base?.rows[i] ?? none, prev?.rows[i] ?? none, ages, deltas.get(i)));
  return { look: { tick, rows }, before: base };
}

interface Ages {
  readonly num: number;
  readonly den: number;
}

/** The rows of one group: those that stay, where they are predicted to be or corrected, and new ones. */
function step(g: Group, base: Rows, prev: Rows, ages: Ages, d: GroupDelta | undefined): Rows {
  const removed = new Set(ascending(d?.removed ?? []));
  const stay = [...base.ids.keys()].filter((i) => !removed.has(i));
  if (stay.length + removed.size !== base.ids.length) {
    throw new WireError(`${g.kind}: a row is removed that is not there`);
  }
  const values = predictAll(g, base, prev, stay, ages);
  if (d === undefined) {
    return { ids: base.ids, values };
  }
  amend(g, values, stay.length, d);
  return join(g, { ids: stay.map((i) => base.ids[i]!), values }, d);
}

function predictAll(g: Group, base: Rows, prev: Rows, stay: readonly number[], ages: Ages): Int32Array {
  const width = g.fields.length;
  const out = new Int32Array(stay.length * width);
  let p = 0; // both lists of ids ascend
  stay.forEach((i, r) => {
    const id = base.ids[i]!;
    while (p < prev.ids.length && prev.ids[p]! < id) {
      p++;
    }
    const known = prev.ids[p] === id;
    g.fields.forEach((f, k) => {
      const b = base.values[i * width + k]!;
      out[r * width + k] = known ? predict(f.interpolation, b, prev.values[p * width + k]!, ages.num, ages.den) : b;
    });
  });
  return out;
}

/** Adds residuals where the mask says so: a bit for each field of each row, field by field. */
function amend(g: Group, values: Int32Array, rows: number, d: GroupDelta): void {
  const width = g.fields.length;
  if (d.changed.length !== 0 && d.changed.length !== (width * rows + 7) >> 3) {
    throw new WireError(`${g.kind}: ${d.changed.length} bytes of mask for ${width} fields of ${rows} rows`);
  }
  const residuals = unpair(d.residualPairs);
  let next = 0;
  for (let bit = 0; bit < width * rows && d.changed.length > 0; bit++) {
    if (((d.changed[bit >> 3]! >> (bit & 7)) & 1) === 0) {
      continue;
    }
    const field = Math.floor(bit / rows);
    const at = (bit % rows) * width + field;
    const residual = residuals[next++];
    if (residual === undefined) {
      throw new WireError(`${g.kind}: more changes than residuals`);
    }
    values[at] = correct(g.fields[field]!.interpolation, values[at]!, residual);
  }
  if (next !== residuals.length && !(next === residuals.length - 1 && residuals[next] === 0)) {
    throw new WireError(`${g.kind}: ${residuals.length} residuals for ${next} changes`);
  }
}

/** The rows that stayed and the new ones, in order of id. */
function join(g: Group, kept: Rows, d: GroupDelta): Rows {
  const width = g.fields.length;
  const added = ascending(d.added);
  if (d.addedValues.length !== added.length * width || added[0] === 0) {
    throw new WireError(`${g.kind}: ${d.addedValues.length} values of ${added.length} new rows`);
  }
  const ids: number[] = [];
  const values = new Int32Array((kept.ids.length + added.length) * width);
  let k = 0;
  let a = 0;
  while (k < kept.ids.length || a < added.length) {
    const old = kept.ids[k] ?? Infinity;
    const fresh = added[a] ?? Infinity;
    if (old === fresh) {
      throw new WireError(`${g.kind}: entity ${old} is added and was there`);
    }
    const at = ids.length * width;
    ids.push(Math.min(old, fresh));
    if (old < fresh) {
      values.set(kept.values.subarray(k * width, (k + 1) * width), at);
      k++;
    } else {
      for (let f = 0; f < width; f++) {
        values[at + f] = d.addedValues[f * added.length + a]!;
      }
      a++;
    }
  }
  return { ids, values };
}

/** Undoes "the distance from the one before, minus 1". */
function ascending(gaps: readonly number[]): number[] {
  let last = -1;
  return gaps.map((gap) => (last += gap + 1));
}
