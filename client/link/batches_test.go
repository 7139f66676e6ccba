package link

import (
	"bytes"
	"fmt"
	"testing"

	"tickwire/proto/wire"
)

// TestBatches puts messages of sizes into an outbox and looks how many each batch takes.
func TestBatches(t *testing.T) {
	many := make([]int, 150)
	for _, row := range []struct {
		name  string
		sizes []int
		want  []int
	}{
		{"nothing", nil, nil},
		{"one", []int{10}, []int{1}},
		{"all that waits", []int{10, 0, 30}, []int{3}},
		{"as many as a server takes", many, []int{64, 64, 22}},
		{"as many bytes", []int{4 << 10, 4 << 10, 1 << 10, 2 << 10}, []int{1, 2, 1}},
		{"one that is larger than that", []int{10, 8 << 10, 8 << 10, 10}, []int{1, 1, 1, 1}},
	} {
		out, b := newMailbox(1<<20), batches{}
		var sent, got [][]byte
		for i, n := range row.sizes {
			m := bytes.Repeat([]byte{byte(i)}, n)
			sent = append(sent, m)
			out.push(Message{Data: m})
		}
		var counts []int
		for body := b.next(out); body != nil; body = b.next(out) {
			body = bytes.Clone(body)
			out.push(Message{Data: []byte("later")})
			if again := b.next(out); !bytes.Equal(again, body) {
				t.Errorf("%s: a batch that is sent again differs", row.name)
			}
			out = drainLast(out)
			number, msgs, err := wire.DecodeBatch(nil, body)
			if err != nil || int(number) != len(counts)+1 {
				t.Fatalf("%s: batch %d after %d, %v", row.name, number, len(counts), err)
			}
			counts, got = append(counts, len(msgs)), append(got, msgs...)
			b.taken()
		}
		if fmt.Sprint(counts) != fmt.Sprint(row.want) || !bytes.Equal(bytes.Join(got, nil), bytes.Join(sent, nil)) || len(got) != len(sent) {
			t.Errorf("%s: batches of %d, want %d; %d of %d messages", row.name, counts, row.want, len(got), len(sent))
		}
	}
}

// drainLast takes the newest message out again.
func drainLast(b *mailbox) *mailbox {
	rest := newMailbox(b.limit)
	for len(b.queue)-b.head > 1 {
		m, _ := b.pop()
		rest.push(m)
	}
	return rest
}

func TestAnswersAreTakenOnce(t *testing.T) {
	one, two, three := wire.AppendAnswer(nil, 1, []byte("a")), wire.AppendAnswer(nil, 2, []byte("b")), wire.AppendAnswer(nil, 3, []byte("c"))
	var a answers
	for _, row := range []struct {
		name string
		body []byte
		want string // empty for nothing
		bad  bool
	}{
		{"one that is to come later", two, "", true},
		{"the first", one, "a", false},
		{"the first again", one, "", false},
		{"garbage", []byte("<html>"), "", true},
		{"nothing", nil, "", true},
		{"the second", two, "b", false},
		{"the first once more", one, "", false},
		{"the third", three, "c", false},
	} {
		got, err := a.take(row.body)
		text := ""
		if got != nil {
			text = string(bytes.Join(got.Messages, nil))
		}
		if text != row.want || (err != nil) != row.bad {
			t.Errorf("%s: got %q, %v", row.name, text, err)
		}
	}
}
