package answer

import (
	"bytes"
	"encoding/json"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// What is 0, false or empty is written too: who reads an answer sees which fields there are.
var options = protojson.MarshalOptions{EmitDefaultValues: true}

// marshal writes a message without spaces. protojson puts some in by chance, one build this way and the
// next another, so that nobody may rely on its bytes; here an ETag does. Texts were made valid before, so
// it cannot fail.
func marshal(m proto.Message) []byte {
	b, err := options.Marshal(m)
	if err != nil {
		panic("answer: " + err.Error())
	}
	var dense bytes.Buffer
	dense.Grow(len(b))
	if err := json.Compact(&dense, b); err != nil {
		panic("answer: " + err.Error())
	}
	return dense.Bytes()
}
