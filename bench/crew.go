package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"sync"
	"time"

	"tickwire/bench/load"
	"tickwire/game/arena"
)

const (
	// perProcess is how many players one process takes: a descriptor each, of 20,000 that many
	// machines allow.
	perProcess = 19_000

	// perAddress is how many connections to one server Linux has ports for, for each address that
	// they come from.
	perAddress = 28_000
)

// shareEnv holds the load.Config of a process that is to be one of a crew.
const shareEnv = "TICKWIRE_BENCH_SHARE"

// loader is a load: a generator in this process, or a crew.
type loader interface {
	Run(ctx context.Context) error
	Sample() *load.Sample
}

// crew is a load that several processes share, each of them this program once more. What a process
// knows it tells four times a second.
type crew struct {
	parts []load.Config

	mu     sync.Mutex
	latest []*load.Sample
}

// newCrew divides a load evenly. With more players than an address has ports for, each process gets
// an address of the loopback network, which Linux has all of, if the server is there.
func newCrew(cfg load.Config, processes int, loopback bool) *crew {
	c := &crew{latest: make([]*load.Sample, processes)}
	for i := range processes {
		part := cfg
		part.Players = cfg.Players*(i+1)/processes - cfg.Players*i/processes
		part.Full = cfg.Full*(i+1)/processes - cfg.Full*i/processes
		part.Ramp = cfg.Ramp / float64(processes)
		part.Name = fmt.Sprintf("%s %c", cfg.Name, 'a'+i)
		if loopback && cfg.Players > perAddress {
			part.Source = fmt.Sprintf("127.0.0.%d", i+1)
		}
		c.parts = append(c.parts, part)
		c.latest[i] = load.New(part).Sample()
	}
	return c
}

// Sample is what all processes did, as of the last that each has told.
func (c *crew) Sample() *load.Sample {
	c.mu.Lock()
	defer c.mu.Unlock()
	sum := c.latest[0]
	for _, s := range c.latest[1:] {
		sum = sum.Plus(s)
	}
	return sum
}

// Run plays until ctx ends and all processes have.
func (c *crew) Run(ctx context.Context) error {
	var group sync.WaitGroup
	failed := make([]error, len(c.parts))
	for i := range c.parts {
		group.Go(func() { failed[i] = c.process(ctx, i) })
	}
	group.Wait()
	return errors.Join(failed...)
}

// process is one of the crew. It leaves when its standard input ends, so none outlives this one.
func (c *crew) process(ctx context.Context, i int) error {
	text, err := json.Marshal(c.parts[i])
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), shareEnv+"="+string(text))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { in.Close() })()
	for from := json.NewDecoder(out); ; {
		s := &load.Sample{}
		if err := from.Decode(s); err != nil {
			break // it has ended; Wait tells how
		}
		c.mu.Lock()
		c.latest[i] = s
		c.mu.Unlock()
	}
	return cmd.Wait()
}

// runShare is the whole of a process that is one of a crew.
func runShare(text string) error {
	var cfg load.Config
	if err := json.Unmarshal([]byte(text), &cfg); err != nil {
		return err
	}
	cfg.Def = arena.Definition()
	if err := cfg.Def.Complete(); err != nil {
		return err
	}
	signal.Ignore(os.Interrupt) // a terminal sends it to all; the first process decides
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // however it ends, it is over
		leave()
	}()
	g := load.New(cfg)
	done := make(chan error, 1)
	go func() { done <- g.Run(ctx) }()
	ticker := time.NewTicker(time.Second / 4)
	defer ticker.Stop()
	for to := json.NewEncoder(os.Stdout); ; {
		var err error
		ended := false
		select {
		case err = <-done:
			ended = true
		case <-ticker.C:
		}
		if told := to.Encode(g.Sample()); ended || told != nil {
			return errors.Join(err, told)
		}
	}
}
