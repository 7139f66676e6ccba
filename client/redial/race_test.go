package redial

import (
	"slices"
	"testing"
	"time"

	"tickwire/client/link"
)

const (
	ws = link.WebSocket
	lp = link.LongPolling
)

// TestWhichTransportIsNext makes a try every 250 ms, of which some fail at a time.
func TestWhichTransportIsNext(t *testing.T) {
	both, turned := []link.Transport{ws, lp}, []link.Transport{lp, ws}
	for _, row := range []struct {
		name   string
		ways   []link.Transport
		failed int // tries after which one of the first has; 0 for never
		want   []link.Transport
	}{
		{"one alone", both[:1], 1, []link.Transport{ws, ws, ws, ws, ws, ws, ws, ws, ws}},
		{"slow", both, 0, []link.Transport{ws, ws, ws, ws, ws, ws, lp, ws, lp}},
		{"refused", both, 1, []link.Transport{ws, lp, ws, lp, ws, lp, ws, lp, ws}},
		{"refused later", both, 3, []link.Transport{ws, ws, ws, lp, ws, lp, ws, lp, ws}},
		{"polls first", turned, 0, []link.Transport{lp, lp, lp, lp, lp, lp, ws, lp, ws}},
		{"polls first, refused", turned, 1, []link.Transport{lp, ws, lp, ws, lp, ws, lp, ws, lp}},
	} {
		r := race{ways: row.ways}
		var got []link.Transport
		for i := range row.want {
			got = append(got, r.next(time.Hour+time.Duration(i)*250*time.Millisecond))
			if i+1 == row.failed {
				r.lost(row.ways[0])
			}
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: got %v, want %v", row.name, got, row.want)
		}
	}
}

// TestTheSecondBeginsOnce says when the failure of a try is a reason to begin the other way at once.
func TestTheSecondBeginsOnce(t *testing.T) {
	r := race{ways: []link.Transport{ws, lp}}
	for i, step := range []struct {
		failed link.Transport
		want   bool
	}{{lp, false}, {ws, true}, {ws, false}, {lp, false}} {
		if got := r.lost(step.failed); got != step.want {
			t.Errorf("step %d, %v has failed: got %v", i, step.failed, got)
		}
	}
	alone := race{ways: []link.Transport{ws}}
	if alone.lost(ws) {
		t.Error("there is no other way")
	}
}

func TestWhatIsTakenAtOnce(t *testing.T) {
	for _, row := range []struct {
		ways []link.Transport
		open link.Transport
		want bool
	}{
		{[]link.Transport{ws, lp}, ws, true},
		{[]link.Transport{ws, lp}, lp, false},
		{[]link.Transport{lp, ws}, lp, true},
		{[]link.Transport{lp, ws}, ws, true},
		{[]link.Transport{lp}, lp, true},
		{[]link.Transport{link.Polling}, link.Polling, true},
	} {
		if got := (&race{ways: row.ways}).takes(row.open); got != row.want {
			t.Errorf("of %v %v opens: got %v", row.ways, row.open, got)
		}
	}
}

// TestWhatIsLearned tells of links that were open, one after the other, and whether the server spoke.
func TestWhatIsLearned(t *testing.T) {
	const long = time.Minute
	type ended struct {
		way    link.Transport
		spoke  bool
		lasted time.Duration
	}
	for _, row := range []struct {
		name   string
		links  []ended
		first  link.Transport
		proven bool
	}{
		{"nothing", nil, ws, false},
		{"a WebSocket", []ended{{ws, true, long}}, ws, true},
		{"one that is mute", []ended{{ws, false, 0}}, lp, false},
		{"polls", []ended{{lp, true, long}}, lp, false},
		{"polls that are mute", []ended{{ws, false, 0}, {lp, false, 0}}, ws, false},
		{"polls, then a WebSocket beside them", []ended{{lp, true, long}, {ws, true, long}}, ws, true},
		{"another network", []ended{{ws, true, long}, {ws, false, 0}}, lp, true},
		{"one that did not last", []ended{{ws, true, time.Second}}, ws, true},
		{"two that did not last", []ended{{ws, true, time.Second}, {ws, true, time.Second}}, lp, true},
		{"two, one of which did", []ended{{ws, true, time.Second}, {ws, true, long}, {ws, true, time.Second}}, ws, true},
		{"a third one, after polls", []ended{{ws, true, time.Second}, {ws, true, time.Second}, {lp, true, long}, {ws, true, time.Second}}, lp, true},
		{"one that does last, after polls", []ended{{ws, true, time.Second}, {ws, true, time.Second}, {lp, true, long}, {ws, true, long}}, ws, true},
	} {
		var w ways
		for _, e := range row.links {
			w.ended(e.way, e.spoke, e.lasted)
		}
		if got := w.order(Auto); got[0] != row.first || len(got) != 2 || got[0] == got[1] || w.proven != row.proven {
			t.Errorf("%s: the order is %v, proven %v", row.name, got, w.proven)
		}
		for fixed, want := range map[Transport]link.Transport{WebSocket: ws, LongPolling: lp, Polling: link.Polling} {
			if got := w.order(fixed); !slices.Equal(got, []link.Transport{want}) {
				t.Errorf("%s: %v is %v", row.name, fixed, got)
			}
		}
	}
}

func TestTransportsAsText(t *testing.T) {
	for _, way := range []Transport{Auto, WebSocket, LongPolling, Polling} {
		if got, err := ParseTransport(way.String()); got != way || err != nil {
			t.Errorf("%v is %v, %v", way, got, err)
		}
	}
	if _, err := ParseTransport("pigeon"); err == nil {
		t.Error("no error")
	}
}

// TestWebSocketsThatDoNotLast has more and more of them, after each of which polls go on for longer.
func TestWebSocketsThatDoNotLast(t *testing.T) {
	var w ways
	for _, want := range []time.Duration{5, 10, 20, 40, 60, 60, 60} {
		if got := w.upgrade(); got != want*time.Second {
			t.Errorf("after %d the next is tried in %v, want %v s", w.short, got, int(want))
		}
		w.ended(ws, true, time.Second)
	}
	w.short = 1 << 20
	if got := w.upgrade(); got != lastUpgrade {
		t.Errorf("after very many the next is tried in %v", got)
	}
}
