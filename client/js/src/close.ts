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
