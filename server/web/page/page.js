// Waits for the client, downloads it with a progress bar, starts it, and says so when it stops.
// All URLs are relative, so the page works under any path that ends in a slash.
"use strict";

(() => {
  const root = document.documentElement;
  const part = (id) => document.getElementById(id);
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  // show puts one state on the screen. root.dataset.state is building, downloading, starting,
  // running or failed; style sheet and tests look at it.
  function show(state, text, more = {}) {
    root.dataset.state = state;
    // Text that does not change is left alone: screen readers announce each write.
    const write = (id, value = "") => {
      if (part(id).textContent !== value) part(id).textContent = value;
    };
    write("text", text);
    write("figure", more.figure);
    write("output", more.output);
    write("hint", more.hint);
    part("output").hidden = !more.output;
    part("hint").hidden = !more.hint;
    part("again").hidden = !more.again;
  }

  function progress(done) {
    part("bar").style.setProperty("--part", String(done));
    part("bar").setAttribute("aria-valuenow", String(Math.round(done * 100)));
  }

  // ready polls until the server has a client. A failed build stays on the screen and is asked
  // about all the same: the next server may do better, and then nobody has to reload.
  async function ready() {
    for (let wait = 1000; ; await sleep(wait)) {
      let status;
      try {
        const answer = await fetch("status.json", { cache: "no-store" });
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        status = await answer.json();
      } catch (err) {
        wait = 2000;
        if (root.dataset.state !== "failed") {
          show("building", "The server does not answer, trying again");
        }
        continue;
      }
      wait = 1000;
      if (status.state === "ready") return status;
      if (status.state === "building") {
        show("building", "Building, about a minute the first time", { figure: `${status.elapsed} s` });
        continue;
      }
      const { reason, output, hint } = status.failure;
      show("failed", reason, { output, hint, again: true });
    }
  }

  const scripts = new Map();

  // script loads a script once.
  function script(url) {
    if (!scripts.has(url)) {
      scripts.set(url, new Promise((done, fail) => {
        const tag = document.createElement("script");
        tag.src = url;
        tag.onload = done;
        tag.onerror = () => {
          scripts.delete(url);
          tag.remove();
          fail(new Error(`${url} could not be loaded`));
        };
        document.head.append(tag);
      }));
    }
    return scripts.get(url);
  }

  // counted returns the response again, with its bytes counted on their way to the compiler.
  function counted(answer, size) {
    const mb = (n) => (n / 1e6).toFixed(1);
    let got = 0;
    const count = new TransformStream({
      transform(chunk, out) {
        got += chunk.byteLength;
        progress(Math.min(got / size, 1));
        if (got < size) {
          show("downloading", `Downloading ${Math.floor(100 * got / size)} %`, { figure: `${mb(got)} of ${mb(size)} MB` });
        } else {
          show("starting", "Starting");
        }
        out.enqueue(chunk);
      },
    });
    return new Response(answer.body.pipeThrough(count), { headers: { "Content-Type": "application/wasm" } });
  }

  // load fetches and compiles the client while it arrives.
  async function load(status, imports) {
    const answer = await fetch(status.wasm);
    if (!answer.ok) throw new Error(`${status.wasm}: status ${answer.status}`);
    if (answer.body && window.TransformStream && WebAssembly.instantiateStreaming) {
      return WebAssembly.instantiateStreaming(counted(answer, status.size), imports);
    }
    return WebAssembly.instantiate(await answer.arrayBuffer(), imports);
  }

  // listen keeps the end of what Go writes to standard error: after a panic it is the reason.
  function listen() {
    const decoder = new TextDecoder();
    const writeSync = globalThis.fs.writeSync;
    const last = { text: "" };
    globalThis.fs.writeSync = function (fd, bytes) {
      if (fd === 2) last.text = (last.text + decoder.decode(bytes)).slice(-4000);
      return writeSync.call(this, fd, bytes);
    };
    return last;
  }

  async function run(status) {
    show("downloading", "Downloading");
    progress(0);
    await script(status.exec);
    const go = new Go();
    const { instance } = await load(status, go.importObject);
    show("starting", "Starting");
    progress(1);
    // One frame, so that the words are seen: Go's start blocks the page for a moment.
    await new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 100); });
    const errors = listen();
    let code = 0;
    go.exit = (c) => { code = c; };
    const stopped = go.run(instance);
    root.dataset.state = "running";
    let crash = "";
    await stopped.catch((err) => { crash = String(err); });
    const said = code === 1 && !crash; // a client that ends with 1 has said why; a panic has 2
    const text = said ? "The client cannot go on" : code === 0 && !crash ? "The client stopped" : "The client crashed";
    const hint = said ? "What it says may be about the address of this page: correct that, or reload." : "Reload the page to play again.";
    show("failed", text, { output: errors.text || crash, hint, again: true });
  }

  async function main() {
    part("again").addEventListener("click", () => location.reload());
    if (typeof WebAssembly !== "object") {
      show("failed", "This browser has no WebAssembly, which the game needs", {
        hint: "Any current Chrome, Edge, Firefox or Safari has it. Lockdown modes switch it off.",
      });
      return;
    }
    // A download can fail because the server was replaced meanwhile: then the names changed.
    for (let attempt = 1; ; attempt++) {
      const status = await ready();
      try {
        await run(status);
        return;
      } catch (err) {
        if (attempt === 3) {
          show("failed", "The game could not be loaded", {
            output: String(err),
            hint: "Check the connection, then reload the page.",
            again: true,
          });
          return;
        }
        await sleep(500 * attempt);
      }
    }
  }

  main();
})();
