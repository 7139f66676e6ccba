package report_test

import (
	"fmt"
	"strings"
	"testing"

	"tickwire/bench/report"
)

const (
	head = "goos: linux\ngoarch: amd64\npkg: tickwire/bench\ncpu: X\n"
	game = "BenchmarkGame/players=100-2 \t 1\t 0.4 cpu-ms/player-s\t 1 held\n"
	log  = "--- BENCH: BenchmarkGame/players=100-2\n    measure_test.go:1: others used 9 % of the server's core meanwhile: "
	bad  = log + "not a number to publish\n"
)

func TestParse(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"one", head + game, "1 left, 0 out: Single runs on X, GOMAXPROCS 2, linux/amd64."},
		{"one core", head + strings.ReplaceAll(game, "-2 ", " "), "1 left, 0 out: on X, GOMAXPROCS 1, linux"},
		{"Go's version", "go version go1.26.8 linux/amd64\n" + head + game, "1 left, 0 out: linux/amd64, go1.26.8."},
		{"Windows", strings.ReplaceAll(head+game, "\n", "\r\n"), "1 left, 0 out: on X, GOMAXPROCS 2, linux/amd64."},
		{"garbage", "hello\nBenchmarks of today: 4\n\tnot a number to publish\n" + head + game + "PASS\nok \tx\t1s\n", "1 left, 0 out: Single"},
		{"three", head + game + game + game, "3 left, 0 out: Medians of 3 runs on"},
		{"median", head + game + strings.ReplaceAll(game+game, "0.4", "0.9"), "3 left, 0 out: whole server | 0.90 ms |"},
		{"even", head + game + strings.ReplaceAll(game, "0.4", "0.9"), "2 left, 0 out: whole server | 0.65 ms |"},
		{"few", head + game + game, "2 left, 0 out: **Fewer than three runs are left of each"},
		{"disturbed", head + game + game + bad + game, "2 left, 1 out: Left out: 1 of 3,"},
		{"other log", head + game + log + "nothing\n    x.go:1: skipped\n" + game, "2 left, 0 out: Medians of 2"},
		{"log of another", head + game + "BenchmarkGame/players=7-2 1 1 held\n" + bad, "error: a.txt:7: the log lines of BenchmarkGame/players=100-2 do not follow"},
		{"log of none", head + bad, "error: a.txt:5: the log lines of"},
		{"all disturbed", head + game + bad, "error: all runs are to be left out"},
		{"one load disturbed", head + "BenchmarkGame/players=7-2 1 1 held\n" + game + bad, "1 left, 1 out: | runs | 1 | 0 |"},
		{"failed", head + game + "BenchmarkGame/players=100-2 \t--- FAIL: BenchmarkGame/players=100-2\n    x.go:1: gone\n", "1 left, 1 out: Left out: 1 of 2"},
		{"skipped", head + game + "BenchmarkGame/players=7-2 \t--- SKIP: BenchmarkGame/players=7-2\n", "1 left, 0 out: | | 100 players |"},
		{"not a number", head + strings.ReplaceAll(game, "0.4", "NaN"), "1 left, 0 out: whole server | – |"},
		{"infinite", head + strings.ReplaceAll(game, "0.4", "+Inf"), "1 left, 0 out: whole server | – |"},
		{"one of two not a number", head + game + strings.ReplaceAll(game, "0.4", "NaN"), "2 left, 0 out: whole server | 0.40 ms |"},
		{"no metric", head + "BenchmarkGame/players=100-2 1 4 ns/op\n", "1 left, 0 out: | – |"},
		{"held by half", head + game + strings.ReplaceAll(game, "1 held", "0 held"), "2 left, 0 out: | 1 of 2 |"},
		{"ways of I/O", head + strings.ReplaceAll(game, "100", "1000/io=plain"), "1 left, 0 out: | | 1,000 players, `-io plain` |"},
		{"unknown benchmark", head + game + "BenchmarkNew/a/b=c-2 1 4 ns/op\n", "2 left, 0 out: Single runs"},
		{"no number", head + strings.ReplaceAll(game, "0.4", "x"), "error: a.txt:5: BenchmarkGame/players=100-2: \"x\" is not a number of cpu-ms/player-s"},
		{"torn", head + "BenchmarkGame/players=100-2 \thello\n", "error: a.txt:5: BenchmarkGame/players=100-2: \"hello\" is not a result"},
		{"a value without a unit", head + "BenchmarkGame/players=100-2 1 4\n", "error: \"1 4\" is not a result"},
		{"interrupted", head + game + "BenchmarkGame/players=7-2 \t", "error: a.txt:6: BenchmarkGame/players=7-2 has no result"},
		{"-v", "=== RUN   BenchmarkGame\n" + head + game, "error: a.txt:1: this was go test -v"},
		{"two machines", head + game + "cpu: Y\n" + game, "error: two machines: X, GOMAXPROCS 2, linux/amd64 in a.txt, Y,"},
		{"no runs", head + "PASS\n", "error: a.txt: there is no result"},
		{"nothing", "", "error: a.txt: there is no result"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r, err := report.New([]report.File{{Name: "a.txt", Text: row.text}}, "")
			if want, fails := strings.CutPrefix(row.want, "error: "); fails {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Fatalf("got error %v, want %q", err, want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			count, text, _ := strings.Cut(row.want, ": ")
			if got := fmt.Sprintf("%d left, %d out", r.Runs, r.LeftOut); got != count {
				t.Errorf("got %s, want %s", got, count)
			}
			if !strings.Contains(r.Section, text) {
				t.Errorf("got\n%s\nwant it to contain %q", r.Section, text)
			}
			if len(r.Pictures) > 0 {
				t.Errorf("got pictures of the crowd without any: %v", r.Pictures[0].Name)
			}
		})
	}
}

func TestNoFiles(t *testing.T) {
	if _, err := report.New(nil, ""); err == nil || !strings.Contains(err.Error(), "no results") {
		t.Errorf("got error %v, want one about no results", err)
	}
}
