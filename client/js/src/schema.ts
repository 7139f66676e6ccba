// The schema of a game as Welcome brings it, in the form in which the other files use it.
import { Interpolation, type Field, type Schema } from "./tickwire/v1/tickwire_pb.js";

/** The values of an entity, an event or an input, by the names of their fields. */
export type Values = Record<string, number>;

/** The fields of one kind that the same players see; what a GroupDelta is about. */
export interface Group {
  readonly index: number;
  readonly kind: string;
  readonly private: boolean;
  readonly fields: readonly Field[];
}

/** WireError is what a server must not send. */
export class WireError extends Error {
  override readonly name = "WireError";
}

/** Kinds, input and events of a game that this code was not built with. */
export class GameSchema {
  readonly groups: readonly Group[];
  /** The groups of each kind, by its name: the public one first. */
  readonly kinds = new Map<string, readonly Group[]>();
  readonly input: readonly Field[];
  readonly events: readonly { name: string; fields: readonly Field[] }[];

  constructor(message: Schema) {
    this.groups = message.groups.map((g, index) => ({ index, kind: g.kind, private: g.private, fields: g.fields }));
    for (const g of this.groups) {
      const others = this.kinds.get(g.kind) ?? [];
      this.kinds.set(g.kind, g.private ? [...others, g] : [g, ...others]);
    }
    this.input = message.input;
    this.events = message.events;
  }

  /** The groups of a kind; a name that the game does not have is the caller's mistake. */
  kind(name: string): readonly Group[] {
    const groups = this.kinds.get(name);
    if (groups === undefined) {
      throw new RangeError(`no kind ${name}; there are: ${[...this.kinds.keys()].join(", ")}`);
    }
    return groups;
  }

  /** Numbers for Input.values of what is pressed, in the units of the wire. */
  inputValues(named: Values): number[] {
    for (const name of Object.keys(named)) {
      if (!this.input.some((f) => f.name === name)) {
        throw new RangeError(`no input ${name}; there are: ${this.input.map((f) => f.name).join(", ")}`);
      }
    }
    return this.input.map((f) => {
      const units = Math.round((named[f.name] ?? 0) / f.quantum);
      return f.interpolation === Interpolation.ANGLE ? units & 0xffff : units | 0;
    });
  }
}

/** What the wire's integers say in the game's own units; angles stay in 65536ths of a turn. */
export function plain(into: Values, fields: readonly Field[], values: ArrayLike<number>): Values {
  fields.forEach((f, i) => {
    into[f.name] = (values[i] ?? 0) * f.quantum;
  });
  return into;
}
