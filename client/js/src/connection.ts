// One link that speaks the messages of protocol version 1.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { Ear, Link, Transport } from "./link.js";
import type { Platform, Stop } from "./platform.js";
import { lookEvery, Silence } from "./silence.js";
import {
  ClientMessageSchema, Encoding, HelloSchema, type ClientMessage, type Frame, type ServerMessage, type Welcome,
} from "./tickwire/v1/tickwire_pb.js";

/** Who asks for what in Hello; protocol version and encodings are this package's. */
export type HelloInit = Omit<MessageInitShape<typeof HelloSchema>, "$typeName" | "protocolVersion" | "schemaHash" | "encodings">;

/** What a connection tells. Nothing comes after closed, which comes once. */
export interface Listener {
  welcome(message: Welcome): void;
  frame(message: Frame): void;
  closed(code: number, reason: string): void;
}

export class Connection implements Ear {
  /** When Welcome came, in milliseconds of the platform; undefined before. */
  welcomed: number | undefined;
  #silence: Silence | undefined;
  #look: Stop;
  #over = false;

  /** Introduces the client on a link that is open, and gives it up when no Welcome comes for so many milliseconds. */
  constructor(
    private readonly platform: Platform,
    private readonly link: Link,
    hello: HelloInit,
    limit: number,
    private readonly listener: Listener,
  ) {
    this.#look = platform.after(limit + link.patience, () => this.#mute());
    this.send({
      case: "hello",
      value: create(HelloSchema, { ...hello, protocolVersion: 1, schemaHash: 0n, encodings: [Encoding.COLUMNS] }),
    });
  }

  get transport(): Transport {
    return this.link.transport;
  }

  send(message: ClientMessage["message"]): boolean {
    return !this.#over && this.link.send(create(ClientMessageSchema, { message }));
  }

  /** Ends the link. With CloseCode.Normal the session ends too. */
  close(code: number, reason: string): void {
    if (!this.#over) {
      this.link.close(code);
      this.closed(code, reason);
    }
  }

  /** Gives up the link without a word, as when the network goes. */
  drop(reason: string): void {
    if (!this.#over) {
      this.link.drop();
      this.closed(1006, reason);
    }
  }

  /** Says that the way may be another now: the server has a second to be heard. */
  doubt(): void {
    this.#silence?.ask(this.platform.now());
  }

  opened(): void {}

  heard(): void {
    this.#silence?.heard();
  }

  message(m: ServerMessage["message"]): void {
    if (this.#over) {
      return;
    }
    if (m.case === "welcome") {
      this.welcomed = this.platform.now();
      this.#silence = new Silence(this.welcomed, this.link.patience);
      this.#watch();
      this.listener.welcome(m.value);
    } else if (m.case === "frame") {
      this.listener.frame(m.value);
    }
  }

  closed(code: number, reason: string): void {
    if (!this.#over) {
      this.#over = true;
      this.#look();
      this.listener.closed(code, reason);
    }
  }

  #watch(): void {
    this.#look();
    this.#look = this.platform.after(lookEvery, () => {
      if (this.#silence?.over(this.platform.now())) {
        this.drop("nothing comes from the server any more");
      } else {
        this.#watch();
      }
    });
  }

  #mute(): void {
    this.drop(`the ${this.transport} opened, but the server says nothing on it: something on the way swallows what is said`);
  }
}
