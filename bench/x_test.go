package main
import ("testing";"tickwire/game";"tickwire/proto/wire")
func TestX(t *testing.T) {
	tr := loadTrace(t)
	r := newRecorder(); r.packer = wire.NewPacker(walking)
	all, body := 0, 0
	for i, look := range tr.looks { all += len(r.frame(game.TickNumber(i+1), look)); body += len(r.body) }
	t.Logf("all %.3f body %.3f", float64(all)/float64(tr.total), float64(body)/float64(tr.total))
}
