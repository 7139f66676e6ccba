// What all ways to carry messages have in common; nothing above this file knows which one it has.
import type { ClientMessage, ServerMessage } from "./tickwire/v1/tickwire_pb.js";

/** The subprotocol of WebSockets, and what a server that takes polls says of itself. */
export const protocol = "tickwire.v1";

/**
 * A way to carry messages: a WebSocket; requests that the server holds until there is something to
 * say; or a request every now and then.
 */
export type Transport = "websocket" | "long-polling" | "polling";

/** Hears what a link has to tell. All of it comes later than the call that makes the link. */
export interface Ear {
  /** Messages get through, for all that is known. Comes once, unless closed comes first. */
  opened(): void;
  /** The server is there, though it may have had nothing to say. Comes before each message, too. */
  heard(): void;
  message(message: ServerMessage["message"]): void;
  /** Comes once, and nothing after it. Not after a close or a drop of this end. */
  closed(code: number, reason: string): void;
}

/** A link to a server. */
export interface Link {
  readonly transport: Transport;
  /** For how many milliseconds nothing may be heard though all is well. */
  readonly patience: number;
  /** Sends a message; false where the link is not open, or has ended. Those that are sent keep their order. */
  send(message: ClientMessage): boolean;
  /** Ends the link when what was sent is on its way. With CloseCode.Normal the session ends too. */
  close(code: number): void;
  /** Gives the link up without a word, as when the network goes. */
  drop(): void;
}

/** The address of a server; one that is none is the caller's mistake. */
export function parseAddress(address: string): URL {
  let url: URL | undefined;
  try {
    url = new URL(address);
  } catch {
    // told below
  }
  if (url === undefined || !/^wss?:$/.test(url.protocol)) {
    throw new RangeError(`${JSON.stringify(address)} is no address of a server: it begins with ws:// or wss://, as in ws://localhost:8080/ws`);
  }
  return url;
}

/**
 * Where polls go: beside the address of the WebSocket, whatever path a proxy has put before both, and with
 * what it asks for. Those of a link end with its id, and say more.
 */
export function pollAddress(address: string, id = "", more = ""): string {
  const base = parseAddress(address);
  const url = new URL(id === "" ? "poll" : `poll/${id}`, base);
  url.search = [base.search.slice(1), more].filter((s) => s !== "").join("&");
  return url.href.replace(/^ws/, "http");
}
