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
// Where no WebSocket gets through, the same messages travel in the bodies of plain requests, as Batch and
// Answer; docs/polling.md specifies those. A Batch or an Answer holds each message byte for byte.
//
// # Sessions
//
// A session is a player across links. Welcome brings a resume_token unless the game keeps nobody,
// and a frame may bring another: the newest counts. When a link is lost, the player is kept for
// resume_grace_ms, and a Hello with the token on a new link brings the client back: to the same
// player of the same room, whatever name and room are asked for, and without being authorized
// anew. Welcome.resumed says so. What the client held of the old link is void: scopes come
// as keyframes, the roster whole and with it the last lines of chat, and ack_tick is 0 until a frame
// of the new link has come. A token
// whose session is over, because nobody came in time or it ended for a reason, is no mistake: the
// client is then a new player in the room that it asked for, and resumed is false. A token that is
// not genuine ends the connection with CloseToken.
//
// A session ends by Leave, when the client closes with CloseNormal, or when the server closes with
// CloseNormal, CloseTooLarge, CloseInternal, CloseBad, CloseOrder, CloseInput, CloseText, CloseFlood
// or CloseKicked, or for a broken frame (1002). All other ends of a link are a loss.
//
// A token is for the next link and no other. A client need not know whether its last Welcome got
// lost: until it has acknowledged a frame, the token that brought it in does so again. A link that
// resumes a session ends an older one of it with CloseReplaced. A client must not come back by
// itself after that, or two of them would drive each other out for ever.
//
// A server that is about to restart says so in every frame, by drain_ms, while everybody plays on; then
// it closes with CloseShutdown. Whoever comes meanwhile is refused with the same code, but for those who
// come back by a token to a room that plays on.
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
//     first byte. Where it is set, the next residual is added to the prediction. residual_pairs
//     holds two residuals in each number, interleaved: the even bits are the first in zigzag, the
//     odd bits the second, which is 0 behind the last of an odd count.
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
// # Packed
//
// In the packed encoding an element of Frame.packed_scopes is the scope id as a varint, then one
// message of arithmetic code (package proto/arith is its specification: Prob, Int and their
// numbers). n := Int(z) below makes a model with the part z/65536 of zeros, and bit(o, k) one of a
// decision with odds o and weight k. Models begin anew with each scope, those of a group with each
// group. In order:
//
//	ages     Uint tick_age, keyframe; unless keyframe: base_skip, no_prev; unless no_prev: prev_skip;
//	         a model each, Int(65000)
//	groups   for each group of the schema in order:
//	  touched   bit, by one of two models: bit(6000,1) where the base has no rows of the group, else
//	            bit(56000,1). The rest of a group follows only where it is set.
//	  removed   where the base has rows: bit(6000,1); if set Uint count-1, Int(30000), then for each
//	            Uint rows skipped since the last, Int(1000)
//	  added     bit(6000,1); if set Uint count-1, Int(30000); Int first id less the base's last id (0 for
//	            none), Int(1000); Uint distance-1 to each further id, Int(30000); then field by field
//	            Int value less that of the new row before, for the first less that of the base's last
//	            row; a model per field, Int(1000)
//	  changed   where rows survive: bit(56000,1); if set, field by field and row by row Int residual.
//	            Lerp fields share one model and angles another, Int(30000); each step field has its
//	            own, Int(58000), of whose two models of zero the second is for rows in which an
//	            earlier field changed
//	events   Uint count, Int(62000); for each: Uint number, Int(30000); Uint age, Int(65000); Int each value
//	         less that of the last event of this number in the scope (0 for none), a model per field,
//	         Int(1000)
//
// Base is what the client holds, and no rows in a keyframe. What is read means the same as in
// columns.
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
// values may be left out. Frame.input_margin_us says how early the last one came, where input_tick
// is not 0: a client
// runs its clock a little faster or slower to keep that small and positive.
//
// # Silence
//
// Where Welcome.send_idle is larger than send_every, a frame that would tell its client nothing is left
// out, and the client holds what is true: nothing has changed in a scope after its tick until the next
// frame that brings it, but for frames that were left out because the link was behind. base_skip may
// then be as large as the silence was long. A client that wants to say what is pressed does not wait for
// a frame; its clock says which tick the server has come to. It is told of its margin a second later
// where there is no other news.
//
// # Chat
//
// A ChatLine has player_id 0 when the server says it. One with to is for that player alone: nobody else
// but who said it is sent it. Chat.to is how it is said.
//
// # Verifying
//
// A frame with verify asks what the client holds once it has applied the frame. A client that knows
// of this answers with one Verified, at once; nothing else is an occasion for one, and an answer that
// was not asked for ends the connection. Let the scopes that it holds, in ascending order of id, be n.
// It tells of all of them, or where n is more than 512, of 512 from the one with index tick mod n on,
// those at the front behind the last. The hash of a scope is FNV-1a of 64 bits over these numbers, of
// four bytes each, the lowest byte first:
//
//	for each group that has rows, in ascending order: its index, the number of rows,
//	then the ids in ascending order, then the values row by row, as two's complement
//
// A scope without rows has the hash cbf29ce484222325. With rows_of, the client tells the rows of that
// one scope instead, as many whole rows as come to 1,500 numbers, ids included; what is beyond is left
// out.
package wire
