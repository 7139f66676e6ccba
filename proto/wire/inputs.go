package wire

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"

	"tickwire/game"
)

// MaxInputs is the largest number of inputs in one message: two seconds at 30 Hz, which a client
// that was stalled longer must not make up for.
const MaxInputs = 64

const (
	inputsAck  protowire.Number = 1
	inputsView protowire.Number = 2
	inputsList protowire.Number = 3

	inputTick protowire.Number = 1
	inputVals protowire.Number = 2
)

// Inputs is what a client sends: what its player did, and what it has seen.
type Inputs struct {
	Ack    game.TickNumber // newest frame that the client has received; 0 for none
	View   game.ViewTick   // the moment that the client was drawing; 0 for unknown
	Inputs []Input         // in ascending order of tick, at most MaxInputs
}

// Input is what the devices say in one tick.
type Input struct {
	Tick game.TickNumber // from 1
	Vals []int32         // as many as the schema's input has fields
}

// AppendInputs writes a whole ClientMessage. Zeros at the end of an input are left out.
func AppendInputs(dst []byte, in *Inputs) []byte {
	dst, start := begin(dst, KindInputs.field())
	dst = appendUint(dst, inputsAck, uint64(in.Ack))
	dst = appendUint(dst, inputsView, uint64(in.View))
	for i := range in.Inputs {
		var at int
		dst, at = begin(dst, inputsList)
		dst = appendUint(dst, inputTick, uint64(in.Inputs[i].Tick))
		vals := in.Inputs[i].Vals
		for len(vals) > 0 && vals[len(vals)-1] == 0 {
			vals = vals[:len(vals)-1]
		}
		dst = appendSints(dst, inputVals, vals)
		dst = end(dst, at, 0)
	}
	return end(dst, start, 0)
}

// DecodeInputs reads a ClientMessage that holds inputs of a schema with so many input fields. It
// reuses the memory of in, whose contents are undefined after an error.
func DecodeInputs(in *Inputs, b []byte, fields int) error {
	c, err := content(b, KindInputs)
	if err != nil {
		return err
	}
	*in = Inputs{Inputs: in.Inputs[:0]}
	r := reader{b: c}
	for r.next() {
		switch r.num {
		case inputsAck:
			in.Ack = game.TickNumber(r.uint32())
		case inputsView:
			in.View = game.ViewTick(r.uint64())
		case inputsList:
			if len(in.Inputs) == MaxInputs {
				r.fail("too many inputs")
				break
			}
			in.Inputs = grow(in.Inputs)
			r.adopt(in.Inputs[len(in.Inputs)-1].decode(r.bytes(), fields))
		default:
			r.skip()
		}
	}
	if r.err != nil {
		return r.err
	}
	last := game.TickNumber(0)
	for i := range in.Inputs {
		if in.Inputs[i].Tick <= last {
			return fmt.Errorf("%w: input of tick %d after %d", ErrMessage, in.Inputs[i].Tick, last)
		}
		last = in.Inputs[i].Tick
	}
	return nil
}

func (in *Input) decode(b []byte, fields int) error {
	*in = Input{Vals: in.Vals[:0]}
	r := reader{b: b}
	for r.next() {
		switch r.num {
		case inputTick:
			in.Tick = game.TickNumber(r.uint32())
		case inputVals:
			in.Vals = sints(&r, in.Vals, fields)
		default:
			r.skip()
		}
	}
	for r.err == nil && len(in.Vals) < fields {
		in.Vals = append(in.Vals, 0)
	}
	return r.err
}
