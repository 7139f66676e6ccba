package link

import (
	"fmt"

	"tickwire/proto/wire"
)

// batchBytes is how many bytes of messages a batch holds, unless its only message is larger: a server
// takes no larger body than a message may be.
const batchBytes = 6 << 10

// batches numbers what is sent and keeps the newest batch until the server has it.
type batches struct {
	number uint32
	body   []byte  // on its way; empty for none
	rest   Message // had no room in it; nil Data for none
	scrap  [][]byte
}

// next is the body to send: the same one until taken is called, then one of what waits, and nil
// when nothing does. It is valid until taken is called.
func (b *batches) next(out *mailbox) []byte {
	if len(b.body) > 0 {
		return b.body
	}
	b.scrap = b.scrap[:0]
	size := 0
	for len(b.scrap) < wire.MaxBatch {
		m, ok := b.rest, b.rest.Data != nil
		if !ok {
			m, ok = out.pop()
		}
		b.rest = Message{}
		if !ok {
			break
		}
		if size += len(m.Data); size > batchBytes && len(b.scrap) > 0 {
			b.rest = m
			break
		}
		b.scrap = append(b.scrap, m.Data)
	}
	if len(b.scrap) == 0 {
		return nil
	}
	b.number++
	b.body = wire.AppendBatch(b.body[:0], b.number, b.scrap...)
	clear(b.scrap)
	return b.body
}

// taken says that the server has the batch.
func (b *batches) taken() { b.body = b.body[:0] }

// answers takes what comes in the order of its numbers.
type answers struct {
	newest uint32
	answer wire.Answer
}

// take reads the body of an answer, of which the result is made. It is nil for one that was had before,
// as somebody on the way may keep it: that is no news and no error.
func (a *answers) take(body []byte) (*wire.Answer, error) {
	err := wire.DecodeAnswer(&a.answer, body)
	switch number := a.answer.Number; {
	case err != nil:
		return nil, err
	case number <= a.newest:
		return nil, nil
	case number != a.newest+1:
		return nil, fmt.Errorf("link: answer %d after %d", number, a.newest)
	}
	a.newest++
	return &a.answer, nil
}
