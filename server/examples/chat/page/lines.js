// What was said, as a list on the page.

const most = 500; // lines that are kept
const hue = (player) => (player * 137.5) % 360; // neighbours in number are far apart in colour

export class Lines {
  #heard = []; // as they came, to tell which come again on a new link
  #last; // who said the last one, and to whom

  constructor(list, nameOf) {
    this.list = list;
    this.nameOf = nameOf;
  }

  clear() {
    this.list.replaceChildren();
    this.#heard = [];
    this.#last = undefined;
  }

  /** What is new of the lines that a new link begins with: those behind the last that were heard before. */
  unheard(lines) {
    const key = (l) => `${l.player} ${l.to} ${l.text}`;
    const heard = this.#heard.map(key);
    const came = lines.map(key);
    for (let end = came.length; end > 0 && heard.length > 0; end--) {
      const n = Math.min(end, heard.length);
      if (came.slice(end - n, end).every((k, i) => k === heard[heard.length - n + i])) {
        return lines.slice(end);
      }
    }
    return lines;
  }

  /** Adds a line of chat; own is the player whose page this is. Of older ones nobody knows the time. */
  add(line, own, now = true) {
    this.#heard.push(line);
    this.#heard.splice(0, this.#heard.length - most);
    if (line.player === 0) {
      return this.#append("note notice", line.text);
    }
    const mine = line.player === own;
    const same = this.#last === `${line.player} ${line.to}`;
    this.#append(`${mine ? "mine" : ""} ${line.to === 0 ? "" : "private"} ${same ? "same" : ""}`, line.text, (li) => {
      const who = document.createElement("b");
      const name = mine ? "You" : this.nameOf(line.player);
      who.textContent = line.to === 0 || !mine ? name : `You to ${this.nameOf(line.to)}`;
      who.style.color = `light-dark(hsl(${hue(line.player)} 65% 34%), hsl(${hue(line.player)} 70% 74%))`;
      const when = document.createElement("time");
      when.textContent = now ? new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";
      who.append(when);
      li.prepend(who);
    });
    this.#last = `${line.player} ${line.to}`;
  }

  /** Adds what happened, which nobody said. */
  note(text) {
    this.#append("note", text);
  }

  #append(kind, text, more = () => {}) {
    const li = document.createElement("li");
    li.className = kind.trim();
    const p = document.createElement("p");
    p.textContent = text;
    p.dir = "auto";
    li.append(p);
    more(li);
    this.#last = undefined;
    const { scrollTop, scrollHeight, clientHeight } = this.list;
    this.list.append(li);
    while (this.list.children.length > most) {
      this.list.firstElementChild.remove();
    }
    if (scrollHeight - scrollTop - clientHeight < 80 || kind.includes("mine")) {
      this.list.scrollTop = this.list.scrollHeight; // who reads further up is left there
    }
  }
}
