package js_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"tickwire/bench/rig"
	"tickwire/game/arena"
	"tickwire/server/host"
)

// TestTheRadarInChromium opens the example as a browser that knows nothing of Go, over each transport and
// from another origin than the server's: dots appear and move.
func TestTheRadarInChromium(t *testing.T) {
	browser := rig.Chromium(t)
	mux := http.NewServeMux()
	mux.Handle("/dist/", http.StripPrefix("/dist/", http.FileServer(http.Dir(build(t)))))
	mux.Handle("/", http.FileServer(http.Dir(pkg)))
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	s := serve(t, host.Config{Def: arena.Definition(), Bots: 60, Origins: []string{site.URL}})

	for _, transport := range []string{"websocket", "long-polling", "polling"} {
		tab := browser.Open(site.URL + "/example/radar.html?server=" + s + "&transport=" + transport)
		tab.Read(`globalThis.lit = () => {
			const { data } = document.getElementById("radar").getContext("2d").getImageData(0, 0, 1024, 1024);
			let n = 0, where = 0;
			for (let i = 3; i < data.length; i += 4) {
				if (data[i] > 0) { n++; where = (where * 31 + i) % 1000003; }
			}
			return { n, where };
		}; 0`, new(int))
		tab.Until(`document.documentElement.dataset.transport === "` + transport + `"`)
		tab.Until(`lit().n > 100`)
		tab.Until(`(globalThis.was ??= lit().where) !== lit().where`)
		tab.Picture("radar-" + transport + ".png")
	}
	if text := browser.Complaint(); text != "" {
		t.Errorf("the browser complains: %s", text)
	}
}
