package arith

// Prob is a model of one kind of decision: how likely it is to be a 1, learnt as it goes.
type Prob struct {
	one  uint16 // of 65536
	seen uint8  // decisions, at most maxSeen
}

const (
	half = 1 << 15

	// maxSeen is how many decisions a model remembers, roughly. Snapshots are short and change
	// their nature from frame to frame, so more did not help with real movement.
	maxSeen = 60

	// surest is the least probability of either outcome: 0.001 bits for what always happens.
	surest = 48
)

// rates[n] is how far, in 65536ths, the decision after n others moves the estimate: 1/(n+1.6).
var rates = func() (t [maxSeen + 1]int32) {
	for n := range t {
		t[n] = int32(655360 / (10*n + 16))
	}
	return t
}()

// Odds is a model that begins with a probability of 1, in 65536ths, held as firmly as if it had
// seen n decisions.
func Odds(one uint16, n uint8) Prob {
	return Prob{one: min(max(one, surest), 1<<16-1-surest), seen: min(n, maxSeen)}
}

func (p *Prob) learn(bit bool) {
	target := int32(0)
	if bit {
		target = 1<<16 - 1
	}
	v := int32(p.one) + int32(int64(target-int32(p.one))*int64(rates[p.seen])>>16)
	p.one = uint16(min(max(v, surest), 1<<16-1-surest))
	if p.seen < maxSeen {
		p.seen++
	}
}
