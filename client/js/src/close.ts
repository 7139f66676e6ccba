// Why connections end; the numbers are part of the wire format.

/** The close codes by name. */
export const CloseCode = {
  Normal: 1000,
  TooLarge: 1009,
  Internal: 1011,
  Busy: 1013,
  Bad: 4000,
  Version: 4001,
  Schema: 4002,
  Refused: 4003,
  RoomFull: 4004,
  NoRoom: 4005,
  NoHello: 4006,
  Order: 4007,
  Input: 4008,
  Idle: 4009,
  Slow: 4010,
  Text: 4011,
  Flood: 4012,
  Shutdown: 4013,
  Replaced: 4014,
  Kicked: 4015,
  Overflow: 4016,
  Token: 4017,
} as const;

// After these the session is over, or asking once more would be answered alike. Replaced is one of
// them: two clients that came back by themselves would drive each other out for ever.
const final: ReadonlySet<number> = new Set([
  CloseCode.Normal, CloseCode.TooLarge, CloseCode.Internal, CloseCode.Bad, CloseCode.Order, CloseCode.Input,
  CloseCode.Text, CloseCode.Flood, CloseCode.Kicked, CloseCode.Token, CloseCode.Replaced,
  CloseCode.Version, CloseCode.Schema, CloseCode.Refused, CloseCode.NoRoom, 1002,
]);

/** Whether it makes no sense to come back after a close with this code. */
export const isFinal = (code: number): boolean => final.has(code);

const reasons: Readonly<Record<number, string>> = {
  [CloseCode.Normal]: "goodbye",
  [CloseCode.TooLarge]: "a message was too large; send less at once",
  [CloseCode.Internal]: "something broke on the server; its log says what",
  [CloseCode.Busy]: "the server is busy; try again in a moment",
  [CloseCode.Bad]: "server and client do not understand each other; use the client of the server's version",
  [CloseCode.Version]: "server and client speak different versions of the protocol; update the older one",
  [CloseCode.Schema]: "the server has another game, or another version of it; see the options game and version",
  [CloseCode.Refused]: "the server refused to let you in; see the option token",
  [CloseCode.RoomFull]: "the room is full; try another, or again later",
  [CloseCode.NoRoom]: "there is no such room; leave the option room away for any",
  [CloseCode.NoHello]: "the client did not introduce itself in time; the way to the server is slow",
  [CloseCode.Flood]: "too many messages; send fewer in a second",
  [CloseCode.Shutdown]: "the server is shutting down; try again in a moment",
  [CloseCode.Replaced]: "the game was continued on another connection",
  [CloseCode.Kicked]: "you were removed from the room",
  [CloseCode.Token]: "the server does not know the session; begin a new one",
  1006: "the connection was lost",
};

/** The server's own words where it had any, or else what a code means and what to do. */
export const explain = (code: number, reason: string): string =>
  reason || (reasons[code] ?? `the connection was closed with code ${code}`);
