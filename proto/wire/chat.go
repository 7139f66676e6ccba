package wire

import (
	"tickwire/game"
	pb "tickwire/proto/tickwire/v1"
)

// Chat is what a player says.
type Chat struct {
	Text string        // at most MaxChat bytes
	To   game.PlayerID // who alone is to read it; 0 for all
}

// AppendChat writes a whole ClientMessage that says a line to the room.
func AppendChat(dst []byte, text string) []byte { return AppendChatTo(dst, 0, text) }

// AppendChatTo writes a whole ClientMessage that says a line to one player, or to all for 0.
func AppendChatTo(dst []byte, to game.PlayerID, text string) []byte {
	return appendCold(dst, KindChat, &pb.Chat{Text: valid(text), To: uint32(to)})
}

// DecodeChat reads what AppendChat or AppendChatTo wrote.
func DecodeChat(b []byte) (Chat, error) {
	var m pb.Chat
	if err := decodeCold(b, KindChat, &m); err != nil {
		return Chat{}, err
	}
	return Chat{Text: m.GetText(), To: game.PlayerID(m.GetTo())}, checkText("chat", m.GetText(), MaxChat)
}

// AppendSetName writes a whole ClientMessage that asks for another name.
func AppendSetName(dst []byte, name string) []byte {
	return appendCold(dst, KindSetName, &pb.SetName{Name: valid(name)})
}

// DecodeSetName reads what AppendSetName wrote.
func DecodeSetName(b []byte) (string, error) {
	var m pb.SetName
	if err := decodeCold(b, KindSetName, &m); err != nil {
		return "", err
	}
	return m.GetName(), checkText("name", m.GetName(), MaxName)
}

// AppendLeave writes a whole ClientMessage that ends the session on purpose.
func AppendLeave(dst []byte) []byte { return appendCold(dst, KindLeave, &pb.Leave{}) }

// DecodeLeave checks a message that ends the session.
func DecodeLeave(b []byte) error { return decodeCold(b, KindLeave, &pb.Leave{}) }
