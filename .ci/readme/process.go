package main

import (
	"bufio"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"time"
)

const (
	// urlWait bounds how long a server may take to print its URL. It listens at once; go run may
	// have to build it from empty caches on two busy cores first, which was seen to take a minute.
	urlWait = 4 * time.Minute
	// stopWait bounds how long a process may take to leave after SIGINT.
	stopWait = 20 * time.Second
)

var urlPattern = regexp.MustCompile(`https?://[^\s"'<>]+`)

// process is a command that runs until it is told to stop, in a process group of its own.
type process struct {
	script string
	cmd    *exec.Cmd
	// lines carries what the process prints. It holds more than any start-up message; when nobody
	// reads it, later lines are only echoed.
	lines chan string
	// exited is closed once the command has ended; err is then how.
	exited chan struct{}
	err    error
	// told is closed once all that it printed was read; complaint is then go run's line about how
	// the program that it ran has ended, which it prints only when that was not status 0.
	told      chan struct{}
	complaint string
}

// start runs a shell command and echoes what it prints.
func start(script string, env ...string) (*process, error) {
	cmd := exec.Command("bash", "-c", script)
	cmd.Env = append(os.Environ(), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	out, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Stdout, cmd.Stderr = w, w
	err = cmd.Start()
	_ = w.Close() // The child has its own copy; ours would keep the pipe open.
	if err != nil {
		return nil, err
	}
	p := &process{script: script, cmd: cmd, lines: make(chan string, 256), exited: make(chan struct{}), told: make(chan struct{})}
	go func() {
		defer close(p.told)
		defer close(p.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			fmt.Println("    |", s.Text())
			if strings.HasPrefix(s.Text(), "exit status ") || strings.HasPrefix(s.Text(), "signal: ") {
				p.complaint = s.Text()
			}
			select {
			case p.lines <- s.Text():
			default:
			}
		}
	}()
	go func() {
		defer close(p.exited)
		p.err = cmd.Wait()
	}()
	return p, nil
}

// url waits for the first URL that the process prints.
func (p *process) url() (string, error) {
	timeout := time.After(urlWait)
	for {
		select {
		case line, ok := <-p.lines:
			if !ok {
				return "", errors.New("ended before it printed a URL")
			}
			if url := urlPattern.FindString(line); url != "" {
				return url, nil
			}
		case <-timeout:
			return "", fmt.Errorf("printed no URL within %v", urlWait)
		}
	}
}

// staysUp waits for a while and reports whether the process ended by itself before.
func (p *process) staysUp(d time.Duration) error {
	select {
	case <-p.exited:
		return fmt.Errorf("ended by itself within %v: %v", d, p.cmd.ProcessState)
	case <-time.After(d):
		return nil
	}
}

// interrupt is Ctrl-C: the whole group gets SIGINT, and the command must then leave with status 0.
func (p *process) interrupt() error {
	err := syscall.Kill(-p.cmd.Process.Pid, syscall.SIGINT)
	if err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	select {
	case <-p.exited:
		<-p.told
		switch {
		case p.complaint != "":
			return fmt.Errorf("after SIGINT: %s", p.complaint)
		case p.err != nil && !strings.HasPrefix(p.script, "go run "):
			return fmt.Errorf("after SIGINT: %w", p.err)
		}
		return nil // go run, once interrupted, ends with status 1 whatever the program does
	case <-time.After(stopWait):
		p.kill()
		return fmt.Errorf("still running %v after SIGINT", stopWait)
	}
}

// kill ends the whole group at once and waits for it.
func (p *process) kill() {
	_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // It may be gone already.
	<-p.exited
}

// withServer starts a server by a shell command, waits for its URL and its page, lends the URL
// (http://host:port) out, and stops the server by SIGINT, which must end it with status 0.
func withServer(script string, use func(url string) error) error {
	p, err := start(script)
	if err != nil {
		return err
	}
	url, err := p.url()
	if err == nil {
		url = strings.TrimRight(url, "/.,")
		err = answers(url + "/")
	}
	if err == nil {
		err = use(url)
	}
	return errors.Join(err, p.interrupt())
}

// answers checks that a page is there.
func answers(url string) error {
	client := http.Client{Timeout: 10 * time.Second}
	resp, err := client.Get(url)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if kind := resp.Header.Get("Content-Type"); resp.StatusCode != http.StatusOK || !strings.HasPrefix(kind, "text/html") {
		return fmt.Errorf("%s: got %s, %q, want 200 and text/html", url, resp.Status, kind)
	}
	return nil
}
