package e2e_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"tickwire/bench/rig"
	"tickwire/game/chat"
	"tickwire/server/examples/chat/page"
	"tickwire/server/host"
)

// TestTheChatInChromium has people talk who see nothing but the page: to all and to one, under other
// names, with a link that is lost, and told by the server. The pictures are for people to look at.
func TestTheChatInChromium(t *testing.T) {
	for _, row := range []struct{ query, carrier string }{
		{"", "WebSocket"},
		{"?transport=long-polling", "long polling"},
		{"?transport=polling&every=300", "polling"},
	} {
		t.Run(row.carrier, func(t *testing.T) { talk(t, row.query, row.carrier) })
	}
}

func talk(t *testing.T, query, carrier string) {
	browser := rig.Chromium(t)
	s := rig.Run(t, host.Config{Def: chat.Definition(), Page: page.Handler(), Addr: "127.0.0.1:0", Admin: "127.0.0.1:0"})
	url := "http://" + s.Addr().String() + "/" + query
	open := func() *rig.Tab {
		tab := browser.Open(url)
		tab.Resize(1000, 640)
		tab.Until(fmt.Sprintf(`document.querySelector("#state[data-state=connected] span")?.textContent === %q`, carrier))
		return tab
	}
	do := func(tab *rig.Tab, what string) { tab.Read("("+what+", 0)", new(int)) }
	reads := func(tab *rig.Tab, selector, words string) {
		t.Helper()
		tab.Until(fmt.Sprintf("[...document.querySelectorAll(%q)].some((e) => e.textContent.includes(%q))", selector, words))
	}
	has := func(tab *rig.Tab, words string) (found bool) {
		tab.Read(fmt.Sprintf(`document.getElementById("lines").textContent.includes(%q)`, words), &found)
		return found
	}

	ada, bob := open(), open()
	ada.Until(`document.getElementById("members").children.length === 2`)
	reads(bob, "#members", "anonymous 2")
	ada.Front()
	do(ada, `document.getElementById("name").select()`)
	ada.Type("Ada\r")
	reads(bob, "#members", "Ada")
	reads(bob, "#lines .note", "anonymous is Ada now")

	bob.Front()
	do(bob, `document.getElementById("text").focus()`)
	bob.Type("Hello everybody")
	reads(ada, "#typing", "anonymous 2 is typing")
	bob.Type("\r")
	reads(ada, "#lines li p", "Hello everybody")
	ada.Until(`document.getElementById("typing").textContent === ""`)
	bob.Type("/name Bob\r")
	reads(ada, "#members", "Bob")

	ada.Front()
	do(ada, `[...document.querySelectorAll("#members button")].find((b) => b.textContent.includes("Bob")).click()`)
	ada.Type("Only for you\r")
	reads(bob, "#lines .private p", "Only for you")
	do(ada, `document.getElementById("to").click()`)
	ada.Type("/msg nobody hello\r")
	ada.Until(`document.getElementById("text").validationMessage.includes("Nobody of that name")`)
	do(ada, `document.getElementById("text").value = ""`)

	eve := open()
	reads(eve, "#lines li p", "Hello everybody")
	if has(eve, "Only for you") {
		t.Error("who came later reads what was said in private")
	}
	resp, err := http.Post("http://"+s.AdminAddr().String()+"/notice", "text/plain", strings.NewReader("The server restarts at ten."))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	for _, tab := range []*rig.Tab{ada, bob, eve} {
		reads(tab, "#lines .notice", "The server restarts at ten.")
	}

	// A link that is lost: what was said meanwhile is there afterwards, once, and so is what was before.
	ada.Front()
	do(bob, `document.getElementById("state").dataset.was = "", new MutationObserver(() => { document.getElementById("state").dataset.was += document.getElementById("state").dataset.state + " " }).observe(document.getElementById("state"), { attributeFilter: ["data-state"] })`)
	do(bob, `Object.defineProperty(document, "hidden", { value: true })`) // a browser without a screen has no tab hidden
	do(bob, `room.relink()`)
	bob.Until(`document.getElementById("state").dataset.was.includes("lost connected")`)
	do(ada, `document.getElementById("text").focus()`)
	ada.Type("Welcome back\r")
	reads(bob, "#lines li p", "Welcome back")
	bob.Until(`document.title === "(1) Chat"`)
	var lines int
	bob.Read(`document.querySelectorAll("#lines li:not(.note)").length`, &lines)
	if lines != 3 {
		t.Errorf("bob reads %d lines, want 3", lines)
	}

	eve.Front()
	do(eve, `document.getElementById("text").focus()`)
	eve.Type("I am typing")
	reads(ada, "#typing", "is typing")
	ada.Front()
	name := "chat-" + strings.ReplaceAll(carrier, " ", "-")
	ada.Picture(name + ".png")
	ada.Prefer("dark")
	ada.Picture(name + "-dark.png")
	ada.Resize(390, 780)
	ada.Picture(name + "-phone.png")
	do(ada, `document.getElementById("who").click()`)
	ada.Picture(name + "-phone-people.png")

	if carrier == "WebSocket" { // a request may not get through any more when a page goes; its place is kept
		eve.Reload() // who loads the page again is somebody else
		reads(ada, "#lines .note", "Bob 2 has left")
	}
	if text := browser.Complaint(); text != "" {
		t.Errorf("the browser complains: %s", text)
	}
}
