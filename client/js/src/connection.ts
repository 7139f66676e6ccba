// One link: a WebSocket that speaks the messages of protocol version 1.
import { create, fromBinary, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { CloseCode } from "./close.js";
import {
  ClientMessageSchema, Encoding, HelloSchema, ServerMessageSchema, type ClientMessage, type Frame,
  type ServerMessage, type Welcome,
} from "./tickwire/v1/tickwire_pb.js";

export const protocol = "tickwire.v1";

/** Who asks for what in Hello; protocol version and encodings are this package's. */
export type HelloInit = Omit<MessageInitShape<typeof HelloSchema>, "$typeName" | "protocolVersion" | "schemaHash" | "encodings">;

/** What a link tells. Nothing comes after closed, which comes once. */
export interface Listener {
  welcome(message: Welcome): void;
  frame(message: Frame): void;
  closed(code: number, reason: string): void;
}

export class Connection {
  readonly #socket: WebSocket;
  #notice: { code: number; reason: string } | undefined;
  #over = false;

  constructor(url: string, hello: HelloInit, private readonly listener: Listener) {
    this.#socket = new WebSocket(url, protocol);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => {
      this.send({
        case: "hello",
        value: create(HelloSchema, { ...hello, protocolVersion: 1, schemaHash: 0n, encodings: [Encoding.COLUMNS] }),
      });
    };
    this.#socket.onmessage = (e: MessageEvent<unknown>) => this.#receive(e.data);
    this.#socket.onclose = (e) => this.#end(this.#notice?.code ?? e.code, this.#notice?.reason ?? e.reason);
    this.#socket.onerror = () => {}; // a close follows, and says as much
  }

  send(message: ClientMessage["message"]): void {
    if (this.#socket.readyState === WebSocket.OPEN) {
      this.#socket.send(toBinary(ClientMessageSchema, create(ClientMessageSchema, { message })));
    }
  }

  /** Ends the link. With CloseCode.Normal the session ends too. */
  close(code: number, reason: string): void {
    this.#socket.close(code); // the reason is for this end: a close frame has little room
    this.#end(code, reason);
  }

  /** Gives up the link without a word, as when the network goes. */
  drop(): void {
    this.#socket.close();
    this.#end(1006, "the link was given up");
  }

  #receive(data: unknown): void {
    if (this.#over) {
      return; // what was on its way
    }
    let message: ServerMessage["message"];
    try {
      message = fromBinary(ServerMessageSchema, new Uint8Array(data as ArrayBuffer)).message;
    } catch (e) {
      return this.close(CloseCode.Bad, String(e));
    }
    switch (message.case) {
      case "welcome":
        return this.listener.welcome(message.value);
      case "frame":
        return this.listener.frame(message.value);
      case "closeNotice":
        this.#notice = message.value;
    }
  }

  #end(code: number, reason: string): void {
    if (!this.#over) {
      this.#over = true;
      this.listener.closed(code, reason);
    }
  }
}
