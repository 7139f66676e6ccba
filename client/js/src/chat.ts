// Which lines of chat are news: a link begins with the last ones that there were.
import type { ChatLine } from "./tickwire/v1/tickwire_pb.js";

/** Lines that are remembered; a server keeps fewer. */
const remembered = 64;

export class Chat {
  #heard: string[] = [];
  #first = false; // the next frame is the first of its link

  /** A link is up, on which the player goes on, or where it is somebody else for whom all is news. */
  welcome(resumed: boolean): void {
    this.#first = true;
    if (!resumed) {
      this.#heard = [];
    }
  }

  /** Those lines of a frame that have not been told: all behind the last place where they end as what was heard does. */
  news(lines: readonly ChatLine[]): readonly ChatLine[] {
    const said = lines.map((l) => JSON.stringify([l.playerId, l.to, l.text]));
    let from = 0;
    for (let end = this.#first ? said.length : 0; end > 0 && this.#heard.length > 0; end--) {
      const n = Math.min(end, this.#heard.length);
      if (this.#heard.slice(-n).every((line, i) => line === said[end - n + i])) {
        from = end;
        break;
      }
    }
    this.#first = false;
    this.#heard = [...this.#heard, ...said.slice(from)].slice(-remembered);
    return lines.slice(from);
  }
}
