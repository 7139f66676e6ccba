// Command readme does what the README tells a newcomer to do, and fails where that does not work.
//
// It reads the ```sh blocks of a Markdown file: a line is a command, # begins a remark, a
// backslash at the end joins the next line. Each command has a row in the table of table.go that
// says how to check it; a command without one is an error, so nothing gets into the README
// unchecked. It owns the processes it starts, each in a process group of its own, and ends them.
//
//	go run ./.ci/readme README.md
package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: readme FILE.md")
		os.Exit(2)
	}
	text, err := os.ReadFile(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	commands, err := parse(string(text))
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
	failed := 0
	for _, c := range commands {
		began := time.Now()
		how, err := check(c.text)
		verdict := "ok"
		if err != nil {
			failed++
			verdict = "FAIL: " + err.Error()
		}
		fmt.Printf("%s:%d: %s: %s (%.0f s) %s\n", os.Args[1], c.line, c.text, how, time.Since(began).Seconds(), verdict)
	}
	if len(commands) == 0 {
		fmt.Fprintf(os.Stderr, "%s: shows no command; are its blocks marked ```sh?\n", os.Args[1])
		os.Exit(1)
	}
	if failed > 0 {
		os.Exit(1)
	}
}

// check finds the row of a command and does what it says. It returns how the command was checked.
func check(command string) (how string, err error) {
	for _, r := range table {
		if r.command == command {
			return r.how, r.check(command)
		}
	}
	return "unknown", fmt.Errorf("no row in .ci/readme/table.go says how to check this command")
}
