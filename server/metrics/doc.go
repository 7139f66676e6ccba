// Package metrics tells Prometheus what the server does. Counters and gauges are read from rooms
// and gate when they are asked for, so that a tick pays for one histogram only.
//
//	m := metrics.New(lobby.Status, gate.Conns)
//	lobby.Config{Room: room.Config{OnTick: func(_ *room.Core, took time.Duration) { m.Tick(took) }}}
//	admin.Handle("/metrics", m.Handler())
//
// All names begin with tickwire_; times are in seconds and sizes in bytes, as is the custom there.
// The process's own figures (CPU, memory, goroutines, garbage) come under their usual names.
package metrics
