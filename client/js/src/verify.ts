// Answers to a server that asks what its client holds; see "Verifying" of the specification.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Held, Look } from "./scope.js";
import { VerifiedSchema, type Verified, type Verify } from "./tickwire/v1/tickwire_pb.js";

/** Scopes in one answer. */
const mostScopes = 512;
/** Ids and values of rows in one answer, together. */
const mostNumbers = 1_500;

/** The answer to a frame of a tick that asks what is held once it is applied. */
export function verified(scopes: ReadonlyMap<number, Held>, ask: Verify, tick: number): Verified {
  if (ask.rowsOf > 0) {
    const look = scopes.get(ask.rowsOf - 1)?.look;
    return create(VerifiedSchema, look === undefined ? { tick } : {
      tick, scopeIds: [ask.rowsOf - 1], ages: [tick - look.tick], rows: rows(look),
    });
  }
  const ids = [...scopes.keys()].sort((a, b) => a - b);
  const first = ids.length > mostScopes ? tick % ids.length : 0;
  const told = ids.slice(0, mostScopes).map((_, i) => ids[(first + i) % ids.length]!);
  const looks = told.map((id) => scopes.get(id)!.look);
  return create(VerifiedSchema, {
    tick, scopeIds: told, ages: looks.map((l) => tick - l.tick), hashes: looks.map(hashScope),
  });
}

/** As many whole rows as an answer takes. */
function rows(look: Look): NonNullable<MessageInitShape<typeof VerifiedSchema>["rows"]> {
  let left = mostNumbers;
  const out = [];
  for (const [group, { ids, values }] of look.rows.entries()) {
    if (ids.length === 0) {
      continue;
    }
    const width = values.length / ids.length;
    const count = Math.min(ids.length, Math.floor(left / (1 + width)));
    if (count === 0) {
      break;
    }
    left -= count * (1 + width);
    out.push({ group, ids: ids.slice(0, count), values: [...values.subarray(0, count * width)] });
  }
  return out;
}

/** The hash of what a scope holds, without its tick. */
export function hashScope(look: Look): bigint {
  const h = new Hash();
  for (const [group, { ids, values }] of look.rows.entries()) {
    if (ids.length > 0) {
      h.add(group);
      h.add(ids.length);
      ids.forEach((id) => h.add(id));
      values.forEach((v) => h.add(v));
    }
  }
  return h.sum();
}

/** FNV-1a of 64 bits, in two halves: big integers would take a hundred times as long. */
class Hash {
  #high = 0xcbf29ce4;
  #low = 0x84222325;

  /** Takes the four bytes of a number, the lowest first. */
  add(v: number): void {
    for (let shift = 0; shift < 32; shift += 8) {
      const low = (this.#low ^ ((v >>> shift) & 0xff)) >>> 0;
      // Times 2^40 + 435; what goes beyond 64 bits is lost, and no product comes near 2^53.
      const product = low * 435;
      this.#high = (this.#high * 435 + Math.floor(product / 2 ** 32) + low * 256) % 2 ** 32;
      this.#low = product % 2 ** 32;
    }
  }

  sum(): bigint {
    return (BigInt(this.#high) << 32n) | BigInt(this.#low);
  }
}
