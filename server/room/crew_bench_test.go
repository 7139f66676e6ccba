package room

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"testing"
)

// BenchmarkCrew writes a frame of 120 bytes to each of 1,000 TCP sockets, which is most of a tick, with
// one worker and with as many as there are cores. Nobody reads meanwhile: in life that is done by
// other machines.
func BenchmarkCrew(b *testing.B) {
	const links = 1000
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	ours, theirs := make([]net.Conn, links), make([]net.Conn, links)
	for i := range links {
		if theirs[i], err = net.Dial("tcp", l.Addr().String()); err != nil {
			b.Fatal(err)
		}
		defer theirs[i].Close()
		if ours[i], err = l.Accept(); err != nil {
			b.Fatal(err)
		}
		defer ours[i].Close()
	}
	frame := make([]byte, 120)
	for workers := 1; workers <= runtime.GOMAXPROCS(0); workers *= 2 {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			w := newCrew(workers)
			defer w.close()
			write := func(_, i int) {
				if _, err := ours[i].Write(frame); err != nil {
					b.Error(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				w.divide(links, write)
				b.StopTimer()
				for _, c := range theirs {
					if _, err := io.ReadFull(c, frame); err != nil {
						b.Fatal(err)
					}
				}
				b.StartTimer()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/1000, "ms/tick")
		})
	}
}
