// Package wire is the codec between bytes and the engine's types, and the only package that sees
// generated code. Appending functions write whole messages behind dst and keep nothing;
// what FrameDecoder and DecodeInputs return is valid until their next call.
//
//	body = wire.AppendScope(body, &scope, &delta, events)    // once for all who share base and prev
//	head = wire.AppendFrame(head[:0], &header, len(body))    // once for each client
//	frame, err := wire.NewFrameDecoder(schema).Decode(bytes) // head, then body
//
// The rest of this text specifies protocol version 1, together with tickwire.proto.
//
// # Connection
//
// Open a WebSocket with subprotocol "tickwire.v1". Every WebSocket message is binary and holds
// one protobuf message: ClientMessage from the client, ServerMessage from the server, with
// exactly one member set. Unknown fields are skipped. The client sends Hello within 5 seconds,
// and nothing before it. The server answers Welcome, then sends Frames; or it sends a
// CloseNotice and closes. After Welcome the client sends Inputs, Chat, SetName and Leave. A
// second Hello ends the connection. Close codes are the constants of CloseCode.
//
// # Scopes
//
// Rows are replicated in scopes. A row is one entity's values of one group of the schema. Within
// a scope the rows of a group are in ascending order of entity id. A client keeps, for each
// scope that it holds, the last look at its rows and the look before that, each with its tick.
//
// Scopes in a frame carry ages in place of ticks:
//
//	tick = frame tick - tick_age
//	base = tick - base_skip - 1, none in a keyframe
//	prev = base - prev_skip - 1, none with no_prev or in a keyframe
//
// base is the tick of the client's last look and prev that of the look before. No tick is below
// 1. A scope that is absent from a frame stays as it is, with its tick; one that advanced without
// a surprise comes without groups. A keyframe starts from no rows at all.
//
// Apply a frame in this order: forget the scopes in scopes_left; remove what scopes remove; then
// add what they add. A row of the same group and entity id that is found in two scopes belongs
// to the scope with the newer tick. Groups of one kind are merged by entity id.
//
// # Deltas
//
// A group without a GroupDelta kept its rows, and each value is what the prediction says.
// Otherwise:
//
//  1. removed are indices into the base's rows. The rows that stay, the survivors, keep their order.
//  2. added are the ids of new rows, never 0. Both lists ascend and are written as the first
//     value, then the distance from one to the next minus 1.
//  3. added_values holds field 0 of all new rows, then field 1, and so on.
//  4. Bit f*survivors+r of changed belongs to field f of survivor r; bit 0 is the lowest of the
//     first byte. Where it is set, the next residual is added to the prediction.
//
// changed is empty or has exactly (fields*survivors+7)/8 bytes.
//
// # Prediction
//
// num is tick - base and den is base - prev. b and p are the values of the row in base and prev.
// Where the row is not in prev, or there is no prev, or the field is a step, the prediction is b.
// Otherwise, with 64-bit arithmetic and division that truncates toward zero:
//
//	lerp:  b + (b-p)*num/den, cut to the low 32 bits, signed
//	angle: b + d*num/den, cut to the low 16 bits, unsigned; d is the low 16 bits of b-p, signed
//
// Adding a residual wraps the same way.
//
// # Events
//
// An event happened at scope tick - age, after base and up to the scope's tick; they come in
// order and once. A keyframe brings only those of its own tick. Events can be lost to a slow
// client, state cannot.
//
// # Input
//
// Inputs are for ticks that the server has not stepped. Late ones are dropped; those further
// ahead than Welcome.max_input_lead end the connection. ack_tick is the tick of the newest frame
// received; a client that does not acknowledge is sent less and in the end closed. view_tick is
// what the client was drawing, in 256ths of a tick, by which the server judges what its player
// aimed at. A message holds at most 64 inputs, in ascending order of tick; zeros at the end of
// values may be left out. Frame.input_margin_us says how early the last one came: a client
// runs its clock a little faster or slower to keep that small and positive.
package wire
