// What a caller may choose.
import type { Wish } from "./choice.js";

export interface RoomOptions {
  /** The game's Definition.Name and Definition.Version. */
  game: string;
  version: number;
  /** The wanted room; any with a free place when absent. */
  room?: string;
  /** The wanted name of the player. */
  name?: string;
  /** For the server's authorization; a guest when absent. */
  token?: string;
  /**
   * How messages are carried. With "auto", the default, it is a WebSocket where one gets through and
   * long polling where none does, until one does. "polling" is for slow dashboards: a request every
   * now and then, of which each brings what is new in one frame.
   */
  transport?: Wish;
  /** With "polling": milliseconds from one request to the next, 50 to 60,000. Default 1,000. */
  pollEvery?: number;
  /**
   * For how many milliseconds the server may hold a request of long polling while it has nothing to
   * say, 0 to 25,000. Default 1,000: rooms have something to say with every tick, and what is lost is
   * noticed so much later. Less than that costs requests.
   */
  pollWait?: number;
}

/** What the server takes of each, in bytes of UTF-8: it ends the link of a client that says more. */
const most = { room: 64, name: 32, token: 4_096, text: 256 };

/** Throws for a text that is too long to be said. */
export function checkText(what: keyof typeof most, text: string): void {
  const { length } = new TextEncoder().encode(text);
  if (length > most[what]) {
    throw new RangeError(`${what} has ${length} bytes of UTF-8; there may be ${most[what]}`);
  }
}

const wishes: readonly string[] = ["auto", "websocket", "long-polling", "polling"];

/** The options about polls with their defaults; what does not make sense in any of them is the caller's mistake. */
export function pollOptions(o: RoomOptions): { transport: Wish; pollEvery: number; pollWait: number } {
  checkText("room", o.room ?? "");
  checkText("name", o.name ?? "");
  checkText("token", o.token ?? "");
  const { transport = "auto", pollEvery = 1_000, pollWait = 1_000 } = o;
  if (!wishes.includes(transport)) {
    throw new RangeError(`no transport ${JSON.stringify(transport)}; there are: ${wishes.join(", ")}`);
  }
  const between = (name: string, v: number, least: number, most: number): void => {
    if (!Number.isInteger(v) || v < least || v > most) {
      throw new RangeError(`${name} is ${v}; it is a whole number of milliseconds, ${least} to ${most}`);
    }
  };
  between("pollEvery", pollEvery, 50, 60_000);
  between("pollWait", pollWait, 0, 25_000);
  return { transport, pollEvery, pollWait };
}
