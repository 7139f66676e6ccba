package main

import (
	"fmt"
	"slices"
	"strings"
)

// command is one command of the README, at the line where it begins.
type command struct {
	line int
	text string
}

// lookalikes are fences that a reader takes for commands but that would go unchecked.
var lookalikes = []string{"bash", "shell", "console", "shell-session", "zsh"}

// parse returns the commands of the ```sh blocks in order.
func parse(markdown string) ([]command, error) {
	var commands []command
	var fence, joined string
	began := 0
	for i, line := range strings.Split(markdown, "\n") {
		trimmed := strings.TrimSpace(line)
		if info, ok := strings.CutPrefix(trimmed, "```"); ok {
			if fence == "" {
				fence = "```" + strings.TrimSpace(info)
				if slices.Contains(lookalikes, info) {
					return nil, fmt.Errorf("line %d: mark commands ```sh, not %s, so that they are checked", i+1, fence)
				}
			} else {
				if joined != "" {
					return nil, fmt.Errorf("line %d: the block ends in the middle of a command", i+1)
				}
				fence = ""
			}
			continue
		}
		if fence != "```sh" {
			continue
		}
		if joined == "" {
			began = i + 1
		}
		part, more := strings.CutSuffix(remark(trimmed), "\\")
		joined = strings.TrimSpace(joined + " " + strings.TrimSpace(part))
		if !more && joined != "" {
			commands = append(commands, command{began, joined})
			joined = ""
		}
	}
	if fence != "" {
		return nil, fmt.Errorf("a %s block is never closed", fence)
	}
	return commands, nil
}

// remark cuts a shell comment off: a # at the start or after a blank, outside quotes.
func remark(line string) string {
	var quote, last rune = 0, ' '
	for i, r := range line {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '\'' || r == '"':
			quote = r
		case r == '#' && (last == ' ' || last == '\t'):
			return strings.TrimSpace(line[:i])
		}
		last = r
	}
	return line
}
