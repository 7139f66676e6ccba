// Package report makes the README's tables and charts from raw results, which are what
// go test -run '^$' -bench . ./bench printed.
//
// It is pure: texts in, Markdown and SVG out, the same bytes for the same texts. All values are
// the caller's.
//
//	r, err := report.New([]report.File{{Name: "a.txt", Text: raw}}, "bench/results")
//	if err != nil {
//		return err // names the file and the line
//	}
//	readme, err = r.Into(readme)
//	for _, p := range r.Pictures {
//		write(p.Name, p.SVG)
//	}
//
// A run that calls itself "not a number to publish", or that failed, is left out and counted. All
// figures are medians over the runs that are left. go test does not print Go's version; a line
// of go version in front of the results adds it:
//
//	(go version; go test -run '^$' -bench Arena -count 5 ./bench) >bench/results/arena.txt
package report
