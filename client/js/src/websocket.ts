// A link that is one WebSocket: each message is one binary message of it.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { CloseCode } from "./close.js";
import { protocol, type Ear, type Link } from "./link.js";
import type { Platform } from "./platform.js";
import { ClientMessageSchema, ServerMessageSchema, type ClientMessage, type ServerMessage } from "./tickwire/v1/tickwire_pb.js";

export class SocketLink implements Link {
  readonly transport = "websocket";
  readonly patience = 0;
  #socket: WebSocket | undefined;
  #opened = false;
  #over = false;
  #notice: { code: number; reason: string } | undefined;

  constructor(platform: Platform, url: string, private readonly ear: Ear) {
    try {
      if (platform.socket === undefined) {
        throw new Error("there are no WebSockets here; Node has them from version 22 on, and 20 with --experimental-websocket");
      }
      this.#socket = platform.socket(url, protocol);
    } catch (e) {
      // Such as a page of https that must not open ws://.
      platform.after(0, () => this.#end(1006, e instanceof Error ? e.message : String(e)));
      return;
    }
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => this.#open();
    this.#socket.onmessage = (e: MessageEvent<unknown>) => this.#receive(e.data);
    this.#socket.onclose = (e) => this.#end(this.#notice?.code ?? e.code, this.#notice?.reason ?? (e.reason || this.#why(url)));
    this.#socket.onerror = () => {
      if (!this.#opened) { // in browsers a close follows at once, in Node 20 none does
        platform.after(0, () => this.#end(1006, this.#why(url)));
      }
    };
  }

  send(message: ClientMessage): boolean {
    if (!this.#opened || this.#over || this.#socket!.readyState > 1) {
      return false; // one that is closing would forget it
    }
    this.#socket!.send(toBinary(ClientMessageSchema, message));
    return true;
  }

  close(code: number): void {
    this.#over = true;
    this.#socket?.close(code);
  }

  drop(): void {
    this.#over = true;
    this.#socket?.close();
  }

  #open(): void {
    if (!this.#over) {
      this.#opened = true;
      this.ear.opened();
    }
  }

  #receive(data: unknown): void {
    if (this.#over) {
      return; // what was on its way
    }
    let message: ServerMessage["message"];
    try {
      message = fromBinary(ServerMessageSchema, new Uint8Array(data as ArrayBuffer)).message;
    } catch (e) {
      this.#socket?.close(CloseCode.Bad); // the reason is for this end: a close frame has little room
      return this.#end(CloseCode.Bad, `what the server sent is no message: ${String(e)}`);
    }
    this.ear.heard();
    if (message.case === "closeNotice") {
      this.#notice = message.value;
    } else {
      this.ear.message(message);
    }
  }

  #why(url: string): string {
    return this.#opened ? "the connection was lost" : `no WebSocket to ${url}; is the server there, and is it told of this page's origin (-origin)?`;
  }

  #end(code: number, reason: string): void {
    if (!this.#over) {
      this.#over = true;
      this.ear.closed(code, reason);
    }
  }
}
