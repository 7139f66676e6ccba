package link

import (
	"testing"
	"time"
)

const ms = time.Millisecond

func TestRetriesGrowAndEnd(t *testing.T) {
	for _, random := range []float64{0, 0.999} {
		var r retry
		now, longest := time.Duration(0), time.Duration(0)
		for _, least := range []time.Duration{100 * ms, 200 * ms, 400 * ms, 800 * ms, 1600 * ms, 2 * time.Second} {
			got, ok := r.failed(0, now, 0, random)
			if !ok || got < least || got > 3*least/2 {
				t.Errorf("random %v: a pause of %v after %v, want %v to %v", random, got, now, least, 3*least/2)
			}
			now += got
			longest = got
		}
		for {
			pause, ok := r.failed(0, now, 0, random)
			if pause > 3*time.Second {
				t.Fatalf("random %v: a pause of %v after %v", random, pause, longest)
			}
			if !ok {
				break
			}
			now += pause
		}
		if now < 7*time.Second || now > 10*time.Second {
			t.Errorf("random %v: given up after %v", random, now)
		}
		r.answered()
		if got, ok := r.failed(now, now, 0, 0); !ok || got != 100*ms {
			t.Errorf("after an answer: a pause of %v, %v", got, ok)
		}
	}
}

// TestRetriesWaitForWhatIsAsked has a server say when it may be asked again.
func TestRetriesWaitForWhatIsAsked(t *testing.T) {
	for _, row := range []struct {
		due, now, asked time.Duration
		want            time.Duration
		ok              bool
	}{
		{0, 0, 0, 100 * ms, true},
		{0, 0, time.Second, time.Second, true},
		{0, 0, 10 * time.Second, 10 * time.Second, true},
		{0, 0, 11 * time.Second, 11 * time.Second, false},
		{0, 5 * time.Second, 6 * time.Second, 6 * time.Second, false},
		{4 * time.Second, 9 * time.Second, 5 * time.Second, 5 * time.Second, true},
		{0, 11 * time.Second, 0, 100 * ms, false}, // it hung for long
	} {
		var r retry
		if got, ok := r.failed(row.due, row.now, row.asked, 0); got != row.want || ok != row.ok {
			t.Errorf("%+v: got %v, %v", row, got, ok)
		}
	}
}

func TestOutcomes(t *testing.T) {
	for status, want := range map[int]outcome{
		200: good, 204: good,
		408: again, 429: again, 500: again, 502: again, 503: again, 504: again,
		410: ended, 404: gone, 401: banned, 403: banned, 407: banned,
		0: broken, 101: broken, 201: broken, 302: broken, 400: broken, 405: broken, 409: broken, 413: broken, 501: broken,
	} {
		if got := outcomeOf(status); got != want {
			t.Errorf("%d is %d, want %d", status, got, want)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"": 0, "0": 0, "7": 7 * time.Second, "-1": 0, "1.5": 0, "99999999999": 0, "65535": 65535 * time.Second,
		"Fri, 31 Dec 1999 23:59:59 GMT": 0,
	} {
		if got := seconds(s); got != want {
			t.Errorf("%q is %v, want %v", s, got, want)
		}
	}
}

func TestPollURL(t *testing.T) {
	for socket, want := range map[string]string{
		"ws://host:8080/ws":         "http://host:8080/poll",
		"wss://host/ws":             "https://host/poll",
		"ws://host":                 "http://host/poll",
		"ws://host/":                "http://host/poll",
		"wss://host/games/arena/ws": "https://host/games/arena/poll",
		"ws://[::1]:80/ws?key=7":    "http://[::1]:80/poll?key=7",
		"ftp://host/ws":             "",
		"http://host/ws":            "",
		"ws://%/":                   "",
	} {
		got, err := pollURL(socket)
		if (err == nil) != (want != "") || err == nil && got.String() != want {
			t.Errorf("%s: got %v, %v, want %q", socket, got, err, want)
		}
	}
}
