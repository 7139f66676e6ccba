package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// row says how one command of the README is checked. The command is compared word for word.
type row struct {
	command string
	how     string
	check   func(command string) error
}

// Free ports, so that nothing else on the machine is in the way: the server prints the ones it got.
const (
	freePort  = " -addr 127.0.0.1:0"
	freePorts = freePort + " -admin 127.0.0.1:0"
)

// table has a row for every command that the README shows.
var table = []row{
	{"go run ./server", "serves its page, leaves on SIGINT", serve},
	{"go run ./server/coins", "serves its page, leaves on SIGINT", serveCoins},
	{"go run ./server/examples/chat", "serves its page, leaves on SIGINT", serve},
	{"go run ./client", "opens a window under Xvfb", playOn("./client", "go run ./server"+freePorts)},
	{"go run ./client -server ws://localhost:8080/ws", "opens a window under Xvfb", playOn("./client", "go run ./server"+freePorts)},
	{"go run ./client/coins", "opens a window under Xvfb", playOn("./client/coins", "go run ./server/coins"+freePort)},
	{"go run ./bench -players 100 -server ws://localhost:8080/ws", "loads a server for a while", load},
	{"go run ./bench report", "writes copies of the README and its charts", report},
	{"go run ./server/web/bundle", "runs", run},
	{"go build -tags embedclient -o bin/tickwire ./server", "runs, after the line above", run},
	{"bin/tickwire", "serves its page, leaves on SIGINT", serve},
	{"curl -s http://localhost:8080/v1/rooms", "answers with the first room", ask(`"id":"lobby"`)},
	{"curl -s http://localhost:8080/v1/rooms/lobby", "answers with its bots", ask(`"name":"bot 1"`)},
	{"curl -s -X POST http://localhost:8080/v1/rooms", "answers with a code", ask(`"retireSeconds":60`)},
	elsewhere("npm --prefix client/js ci", "js"),
	elsewhere("npm --prefix client/js test", "js"),
	{"go run ./server -origin http://localhost:8000", "serves its page, leaves on SIGINT", serve},
	elsewhere("go test ./...", "test"),
	{"go test ./bench/lab -run Soak -seeds 200 -timeout 0", "runs the first of its seeds", soak},
	elsewhere("go test -run '^$' -bench 'Floor|Arena|Game|Connections|SnapshotBytes|Step|Cores' ./bench", "bench"),
	elsewhere("npm --prefix bench/notice/node ci", "bench"),
	elsewhere("go test -run '^$' -bench Transports ./bench", "bench"),
	elsewhere("bash .ci/run", "the caller"),
	elsewhere(".ci/run", "the caller"),
}

// elsewhere is a command that another stage of .ci/run runs already, word for word but for flags.
func elsewhere(command, stage string) row {
	return row{command, "run by .ci/run: " + stage, func(string) error { return nil }}
}

// serve starts the server as shown, on free ports.
func serve(command string) error {
	return withServer(command+freePorts, func(string) error { return nil })
}

// serveCoins starts a server that has no admin listener.
func serveCoins(command string) error {
	return withServer(command+freePort, func(string) error { return nil })
}

// playOn starts a server and a desktop client against it, on a display of its own, and wants the
// window to stay: that it shows a game is for the end-to-end tests to say.
func playOn(client, server string) func(command string) error {
	return func(command string) error {
		if err := run("go build -o /dev/null " + client); err != nil {
			return err
		}
		return withServer(server, func(url string) error {
			window, err := start("xvfb-run -a -s '-screen 0 1280x720x24' "+aim(command, url), "LIBGL_ALWAYS_SOFTWARE=1")
			if err != nil {
				return err
			}
			err = window.staysUp(10 * time.Second)
			window.kill()
			return err
		})
	}
}

// load points the load generator at a server of our own and stops it after a while.
func load(command string) error {
	if err := run("go build -o /dev/null ./bench"); err != nil {
		return err
	}
	return withServer("go run ./server"+freePorts, func(url string) error {
		generator, err := start(aim(command, url))
		if err != nil {
			return err
		}
		if err := generator.staysUp(15 * time.Second); err != nil {
			generator.kill()
			return err
		}
		return generator.interrupt()
	})
}

// ask runs a command that asks a server of our own, which must answer with a text.
func ask(want string) func(command string) error {
	return func(command string) error {
		return withServer("go run ./server"+freePorts, func(url string) error {
			return run(strings.Replace(command, "http://localhost:8080", url, 1) + " | tee /dev/stderr | grep -q '" + want + "'")
		})
	}
}

// report writes into a copy, and of the made-up results that test it: what is checked out stays as it
// is, whether it holds raw results or not. That its numbers are those of its results is bench's test.
func report(command string) error {
	dir, err := os.MkdirTemp("", "readme")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return run(fmt.Sprintf("cp README.md bench/report/testdata/*.txt %[1]s && %[2]s -results %[1]s -readme %[1]s/README.md", dir, command))
}

// soak runs the lab with fewer seeds than shown: so many minutes of a machine are for people to decide.
func soak(command string) error {
	return run(strings.Replace(command, "-seeds 200", "-seeds 2", 1))
}

// aim makes a client's command connect to the server at the URL instead of the one it shows.
func aim(command, url string) string {
	socket := "ws" + strings.TrimPrefix(url, "http") + "/ws"
	words := strings.Fields(command)
	for i, word := range words {
		if word == "-server" && i+1 < len(words) {
			words[i+1] = socket
			return strings.Join(words, " ")
		}
	}
	return command + " -server " + socket
}

// run runs a shell command to its end, which must be status 0 within five minutes.
func run(command string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", command)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", command, err)
	}
	return nil
}
