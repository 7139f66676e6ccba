package host_test

import (
	"os"
	"runtime/metrics"
	"testing"

	"tickwire/server/host"
)

// percent is what the collector is told now.
func percent() uint64 {
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

func TestGarbageIsBoundedWhileAServerRuns(t *testing.T) {
	if os.Getenv("GOGC") != "" {
		t.Skip("GOGC is set, and wins")
	}
	before := percent()
	for cfg, want := range map[int]uint64{0: 50, 200: 200} {
		s, stop := start(t, host.Config{NoPage: true, GCPercent: cfg})
		get(t, "http://"+s.AdminAddr().String()+"/healthz") // it runs
		if got := percent(); got != want {
			t.Errorf("GCPercent %d: %d percent, want %d", cfg, got, want)
		}
		stop()
		if got := percent(); got != before {
			t.Errorf("GCPercent %d: %d percent afterwards, want %d", cfg, got, before)
		}
	}
}
