// What this package asks of the place that it runs in: a browser, Node, or a test with a clock of
// its own.

/** Ends what was begun. */
export type Stop = () => void;

export interface Platform {
  /** Milliseconds since some moment; it never goes back. */
  now(): number;
  /** Calls f once, so many milliseconds later, unless it is stopped before. */
  after(ms: number, f: () => void): Stop;
  /** From 0 up to 1. */
  random(): number;
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Opens a WebSocket; undefined where there is none, as in Node 20 without a flag. */
  readonly socket: ((url: string, protocol: string) => WebSocket) | undefined;
  /** 128 random bits in 22 characters that fit into a path. Nobody must guess them. */
  secret(): string;
  /** Calls hint when there may be a way to the server now, or the one that there was may be gone. */
  watch(hint: () => void): Stop;
}

/** Where this code really runs. */
export const here: Platform = {
  now: () => performance.now(),
  after: (ms, f) => {
    const timer = setTimeout(f, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  fetch: (url, init) => fetch(url, init),
  socket: typeof WebSocket === "undefined" ? undefined : (url, protocol) => new WebSocket(url, protocol),
  secret: () =>
    btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
      .replaceAll("+", "-")
      .replaceAll("/", "_")
      .replaceAll("=", ""),
  watch,
};

/**
 * Hints of a browser: it has a network again, somebody looks at the page, or the page comes back
 * from where a browser keeps those that one has left. Elsewhere there are none.
 */
function watch(hint: () => void): Stop {
  if (typeof window === "undefined" || typeof document === "undefined") {
    return () => {};
  }
  const seen = (): void => {
    if (document.visibilityState === "visible") {
      hint();
    }
  };
  window.addEventListener("online", hint);
  window.addEventListener("pageshow", hint);
  document.addEventListener("visibilitychange", seen);
  return () => {
    window.removeEventListener("online", hint);
    window.removeEventListener("pageshow", hint);
    document.removeEventListener("visibilitychange", seen);
  };
}
