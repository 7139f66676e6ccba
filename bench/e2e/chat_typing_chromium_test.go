package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"tickwire/bench/rig"
	"tickwire/game/chat"
	"tickwire/server/examples/chat/page"
	"tickwire/server/host"
)

// TestTheChatSaysNothingToTheWrongPeople has somebody type what is for one alone, and make the mistakes
// by which everybody could read it.
func TestTheChatSaysNothingToTheWrongPeople(t *testing.T) {
	browser := rig.Chromium(t)
	s := rig.Run(t, host.Config{Def: chat.Definition(), Page: page.Handler(), Addr: "127.0.0.1:0"})
	reads := func(tab *rig.Tab, selector, words string) {
		t.Helper()
		tab.Until(fmt.Sprintf("document.querySelector(%q).textContent.includes(%q)", selector, words))
	}
	open := func(name string) *rig.Tab {
		tab := browser.Open("http://" + s.Addr().String() + "/")
		tab.Until(`document.querySelector("#state[data-state=connected]") !== null`)
		tab.Read(fmt.Sprintf(`(room.rename(%q), 0)`, name), new(int))
		reads(tab, "#members", name)
		return tab
	}
	cy, bob, ada := open("Cy"), open("Bob"), open("Ada")
	wrong := func(words string) {
		t.Helper()
		ada.Until(fmt.Sprintf(`document.getElementById("text").validationMessage.includes(%q)`, words))
	}
	ada.Front()
	ada.Read(`(document.getElementById("text").focus(), 0)`, new(int))

	ada.Type("/mgs Bob first secret\r")
	wrong("/msg NAME TEXT")
	ada.Read(`(document.getElementById("text").value = "", 0)`, new(int))

	// Nor is what a server ends the link for said at all.
	ada.Type("/name Ada Augusta King, Countess of Lovelace\r")
	wrong("32 bytes")
	ada.Read(`(document.getElementById("text").value = "", 0)`, new(int))

	// A complaint does not outlive what it is about.
	ada.Type("/msg Dora second secret\r")
	wrong("Nobody of that name")
	bob.Read(`(room.rename("Dora"), 0)`, new(int))
	reads(ada, "#members", "Dora")
	ada.Type("\r")
	reads(bob, "#lines", "second secret")

	// Who is spoken to goes away before the line is sent.
	ada.Read(`([...document.querySelectorAll("#members button")].find((b) => b.textContent.includes("Dora")).click(), 0)`, new(int))
	ada.Type("third secret")
	bob.Read(`(room.leave(), 0)`, new(int))
	reads(ada, "#lines", "Dora has left")
	ada.Type("\r")
	wrong("Dora is not here any more")
	ada.Type("\r")
	reads(cy, "#lines", "third secret")

	var read string
	cy.Read(`document.getElementById("lines").textContent`, &read)
	for _, secret := range []string{"first secret", "second secret"} {
		if strings.Contains(read, secret) {
			t.Errorf("everybody reads the %s: %s", secret, read)
		}
	}
}
