package lean_test

import (
	"context"
	"io"
	"net"
	"testing"

	"tickwire/bench/lean"
	"tickwire/game/arena"
)

// TestBare has a server that counts bytes and sends frames in uneven pieces.
func TestBare(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	def := arena.Definition()
	if err := def.Complete(); err != nil {
		t.Fatal(err)
	}
	f := lean.New(lean.Config{URL: "tcp://" + listener.Addr().String(), Def: def, Bare: lean.Bare{Input: 20, Frame: 100}})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx) }()
	if err := f.Join(ctx, ""); err != nil {
		t.Fatal(err)
	}
	c, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, make([]byte, 5*20)); err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{1, 98, 1, 150, 150, 7} {
		if _, err := c.Write(make([]byte, n)); err != nil {
			t.Fatal(err)
		}
	}
	for f.Counts().Bytes < 407 {
		if ctx.Err() != nil {
			t.Fatal("the test's time is over")
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got := f.Counts(); got.Frames != 4 || got.Bytes != 407 || got.Sent < 5 || got.SentBytes != 20*got.Sent {
		t.Errorf("got %+v, want 4 frames of 407 bytes, and inputs of 20", got)
	}
}
