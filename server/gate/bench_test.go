package gate

import (
	"fmt"
	"net"
	"testing"
)

// BenchmarkPoll is a poll of 500 connections of which a part has something to say: reading, waking
// the readers that got something, and waiting for them. What the peers' writes cost is left out.
func BenchmarkPoll(b *testing.B) {
	const links = 500
	for _, percent := range []int{0, 10, 50, 100} {
		b.Run(fmt.Sprintf("talking=%d%%", percent), func(b *testing.B) {
			if !canTick {
				b.Skip("sockets are not read at ticks here")
			}
			p := newTestPoller()
			peers := make([]net.Conn, links)
			for i := range peers {
				var c *conn
				c, peers[i] = pair(b)
				p.Add(&link{conn: c})
				go func() {
					defer c.release()
					in := make([]byte, 512)
					for _, err := c.Read(in); err == nil; _, err = c.Read(in) {
					}
				}()
			}
			input := make([]byte, 30)
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				for _, peer := range peers[:links*percent/100] {
					if _, err := peer.Write(input); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
				p.alone()
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/links, "ns/conn")
			for _, peer := range peers {
				peer.Close()
			}
			p.Close()
		})
	}
}
