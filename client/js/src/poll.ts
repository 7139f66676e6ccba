// A link that is made of requests: POSTs bring batches of what the client says, GETs fetch answers
// with what the server says. Both are numbered, so that what is asked again is not done again.
import { fromBinary } from "@bufbuild/protobuf";
import { CloseCode } from "./close.js";
import { pollAddress, type Ear, type Link } from "./link.js";
import { Outbox } from "./outbox.js";
import type { Platform } from "./platform.js";
import { describe, Lane, largest, unanswered, welcomes, type Reply } from "./requests.js";
import { AnswerSchema, type Answer } from "./tickwire/v1/poll_pb.js";
import type { ClientMessage } from "./tickwire/v1/tickwire_pb.js";

/** How a client asks, in milliseconds. */
export interface Polls {
  /** From one request to the next; 0 for the next one at once, which the server holds. */
  readonly every: number;
  /** For how long the server may hold a request. */
  readonly wait: number;
  /** Whether the first request is made again, too: where there is another way that is better known soon. */
  readonly sole: boolean;
}

/** The pause after a request that the server should have held, and did not. */
const unheld = 100;
/** Answers at the beginning that are fetched at once however seldom the others are: Welcome and a frame. */
const eager = 2;

export class PollLink implements Link {
  readonly transport: "long-polling" | "polling";
  readonly patience: number;
  readonly #url: string;
  readonly #link: (query: string) => string; // address of this link
  readonly #how: string; // what requests say of themselves
  readonly #gets: Lane;
  readonly #posts: Lane;
  readonly #outbox = new Outbox();
  #got = 0; // number of the newest answer
  #opened = false;
  #sending = false;
  #listening = false;
  #parting = false; // a good-bye is among what is sent
  #over = false;

  constructor(private readonly platform: Platform, url: string, private readonly polls: Polls, private readonly ear: Ear) {
    this.transport = polls.every > 0 ? "polling" : "long-polling";
    this.patience = polls.every > 0 ? polls.every : polls.wait;
    this.#url = pollAddress(url);
    const id = platform.secret();
    this.#link = (more) => pollAddress(url, id, more);
    this.#how = polls.every > 0 ? `wait=0&every=${polls.every}` : `wait=${polls.wait}`;
    const heard = (): void => {
      if (this.#opened && !this.#over) {
        this.ear.heard();
      }
    };
    const lost = (reason: string): void => this.#end(1006, `the server does not answer: ${reason}`);
    this.#gets = new Lane(platform, heard, lost);
    this.#posts = new Lane(platform, heard, lost);
    void this.#open();
  }

  send(message: ClientMessage): boolean {
    if (!this.#opened || this.#over) {
      return false;
    }
    if (!this.#outbox.add(message)) {
      this.#end(1006, "what is said does not get through to the server");
      return false;
    }
    this.#parting ||= message.message.case === "leave";
    void this.#post();
    return true;
  }

  close(_code: number): void {
    this.#over = true;
    this.#gets.end();
    if (!this.#sending) { // else what was sent is on its way
      this.#posts.end();
    }
  }

  drop(): void {
    this.#over = true;
    this.#gets.end();
    this.#posts.end();
  }

  /** Finds out whether requests get through to a server that takes them. */
  async #open(): Promise<void> {
    const reply = this.polls.sole ? await this.#gets.ask(this.#url, {}, 0) : await this.#gets.once(this.#url, {}, unanswered);
    if (this.#over) {
      return;
    }
    if (typeof reply === "string") {
      return this.#end(1006, `no answer from ${this.#url}: ${reply}`);
    }
    if (!welcomes(reply)) {
      return this.#end(1006, `no polling at ${this.#url}, where ${describe(reply.status, reply.body)}`);
    }
    this.#opened = true;
    this.ear.opened();
  }

  async #post(): Promise<void> {
    if (this.#sending) {
      return; // it goes with the next batch
    }
    this.#sending = true;
    for (let body = this.#outbox.next(); body !== undefined; body = this.#outbox.next()) {
      const reply = await this.#posts.ask(this.#link(this.#how), {
        method: "POST",
        headers: { "Content-Type": "application/x-protobuf" },
        body,
        keepalive: this.#parting, // though the page goes away
      }, 0);
      if (!this.#taken(reply)) {
        return;
      }
      if (!this.#listening && !this.#over) {
        this.#listening = true;
        void this.#get();
      }
    }
    this.#sending = false;
  }

  /** Whether a batch was taken, so that the next may go. */
  #taken(r: Reply): boolean {
    if (r.status === 204 || r.status === 200) {
      return true;
    }
    if (r.status !== 410) {
      this.#fail(r);
    } else if (!this.#listening && !this.#over) {
      this.#listening = true;
      void this.#get(); // which tells why the link has ended
    }
    return false;
  }

  async #get(): Promise<void> {
    for (;;) {
      const began = this.platform.now();
      const { every, wait } = this.polls;
      const reply = await this.#gets.ask(this.#link(`got=${this.#got}&${this.#how}`), {}, every > 0 ? 0 : wait);
      const fresh = reply.status === 200 && this.#receive(reply.body);
      if (this.#over) {
        return;
      }
      if (reply.status !== 200 && reply.status !== 204) {
        return this.#fail(reply);
      }
      const took = this.platform.now() - began;
      if (every > 0 && this.#got >= eager) {
        await this.#gets.pause(Math.max(every - took, 0));
      } else if (!fresh && took < Math.min(wait / 2, unheld)) {
        await this.#gets.pause(unheld);
      }
    }
  }

  /** Takes an answer; false when it has come before. */
  #receive(body: Uint8Array): boolean {
    if (body.length > largest) {
      this.#end(CloseCode.TooLarge, "the answer is larger than any of a server");
      return false;
    }
    let answer: Answer;
    try {
      answer = fromBinary(AnswerSchema, body);
    } catch (e) {
      this.#end(CloseCode.Bad, `what the server sent is no answer: ${String(e)}`);
      return false;
    }
    if (answer.number <= this.#got) {
      return false; // something on the way keeps answers, which it must not
    }
    if (answer.number !== this.#got + 1) {
      this.#end(CloseCode.Bad, `answer ${answer.number} came after ${this.#got}`);
      return false;
    }
    this.#got = answer.number;
    for (const { message } of answer.messages) {
      if (message.case !== "closeNotice" && !this.#over) {
        this.ear.message(message);
      }
    }
    if (answer.close !== undefined) {
      this.#end(answer.close.code, answer.close.reason);
    }
    return true;
  }

  /** The link is of no use any more, says an answer. */
  #fail(r: Reply): void {
    const codes: Record<number, number> = { 400: CloseCode.Bad, 403: CloseCode.Refused, 413: CloseCode.TooLarge };
    const text = r.status === 404 ? "the server has forgotten the link" : describe(r.status, r.body);
    this.#end(codes[r.status] ?? 1006, text);
  }

  #end(code: number, reason: string): void {
    if (!this.#over) {
      this.drop();
      this.ear.closed(code, reason);
    }
  }
}
