package gate

import (
	"fmt"
	"net"
	"testing"
)

// BenchmarkPoll is a poll of 500 connections of which a part has something to say: reading and
// handling it, which here is a pong that nobody asked for. What the peers' writes cost is left out.
func BenchmarkPoll(b *testing.B) {
	const links = 500
	for _, percent := range []int{0, 10, 50, 100} {
		b.Run(fmt.Sprintf("talking=%d%%", percent), func(b *testing.B) {
			if !canTick {
				b.Skip("sockets are not read at ticks here")
			}
			p := newPoller(1)
			peers := make([]net.Conn, links)
			for i := range peers {
				_, peers[i], _ = seated(b, p)
			}
			input := masked(opPong, make([]byte, 24))
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
