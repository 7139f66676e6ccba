// What waits to be sent by a request, and in which batch it goes.
import { create, toBinary } from "@bufbuild/protobuf";
import { BatchSchema } from "./tickwire/v1/poll_pb.js";
import { ClientMessageSchema, type ClientMessage } from "./tickwire/v1/tickwire_pb.js";

/** Messages in one batch, which is what a server takes. */
export const mostMessages = 64;
/** Bytes of the messages of a batch of more than one: half of what a server takes. */
const mostBytes = 16 << 10;
/** Messages that wait. At 60 frames a second it is more than 8 s of them: the link is dead then. */
const mostWaiting = 512;

/** The messages that are not in a batch yet, and the number of the newest batch. */
export class Outbox {
  #waiting: ClientMessage[] = [];
  #number = 0;

  /** Takes a message; false when there are too many. */
  add(message: ClientMessage): boolean {
    return this.#waiting.length < mostWaiting && this.#waiting.push(message) > 0;
  }

  /** The bytes of the next batch; undefined when nothing waits. */
  next(): Uint8Array<ArrayBuffer> | undefined {
    let bytes = 0;
    let count = 0;
    for (const m of this.#waiting.slice(0, mostMessages)) {
      bytes += toBinary(ClientMessageSchema, m).length + 3;
      if (count > 0 && bytes > mostBytes) {
        break;
      }
      count++;
    }
    if (count === 0) {
      return undefined;
    }
    const messages = this.#waiting.splice(0, count);
    return toBinary(BatchSchema, create(BatchSchema, { number: ++this.#number, messages }));
  }
}
