package rig

import (
	"bufio"
	"fmt"
	"image"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Display is an X server without a screen, for one test.
type Display struct {
	t    testing.TB
	name string // as in the environment variable DISPLAY
}

// Xvfb starts a display of so many pixels that ends with the test.
func Xvfb(t testing.TB, width, height int) *Display {
	t.Helper()
	path := Tool(t, "test windows", "Xvfb")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
	})
	_ = r.SetReadDeadline(time.Now().Add(20 * time.Second))
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	return &Display{t: t, name: ":" + strings.TrimSpace(number)}
}

// Env is the environment of a program that opens its window here and draws without a GPU.
func (d *Display) Env() []string {
	return append(os.Environ(), "DISPLAY="+d.name, "LIBGL_ALWAYS_SOFTWARE=1")
}

// Do runs xdotool with some arguments, such as keydown Up.
func (d *Display) Do(args ...string) {
	d.t.Helper()
	cmd := exec.Command(Tool(d.t, "press keys in windows", "xdotool"), args...)
	cmd.Env = d.Env()
	if out, err := cmd.CombinedOutput(); err != nil {
		d.t.Fatalf("xdotool %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// Picture takes a picture of the whole display and keeps it under a name (see Keep).
func (d *Display) Picture(name string) image.Image {
	d.t.Helper()
	cmd := exec.Command(Tool(d.t, "take pictures of windows", "import"), "-window", "root", "png:-")
	cmd.Env = d.Env()
	out, err := cmd.Output()
	if err != nil {
		d.t.Fatalf("import: %v", err)
	}
	return Keep(d.t, name, out)
}
