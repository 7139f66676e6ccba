package gate

import (
	"strings"
	"testing"
	"unicode/utf8"

	"tickwire/proto/wire"
)

func TestTextsShowWhatTheyHold(t *testing.T) {
	for _, row := range []struct{ what, in, name, chat string }{
		{"plain", "ada", "ada", "ada"},
		{"nothing", "", "", ""},
		{"spaces around and between", "  ada   lovelace ", "ada lovelace", "ada lovelace"},
		{"spaces of other scripts", "\u00a0ada\u3000\u2003b\u2028c\u2029", "ada b c", "ada b c"},
		{"a blank in Braille", "\u2800ada\u2800\u2800b", "ada b", "ada b"},
		{"other scripts", "Zoë Ωμέγα 東京 สวัสดี नमस्ते", "Zoë Ωμέγα 東京 สวัสดี नमस्ते", "Zoë Ωμέγα 東京 สวัสดี नमस्ते"},
		{"right to left", "שלום سلام", "שלום سلام", "שלום سلام"},
		{"turned around", "\u202egnirts\u202c \u2066x\u2069\u200f", "gnirts x", "gnirts x"},
		{"invisible", "a\u200bd\u2060a\ufeff\u00ad\u180e\u034f", "ada", "ada"},
		{"fillers", "\u3164\u115f\u1160\uffa0", "", ""},
		{"tags", "a\U000e0061\U000e007f", "a", "a"},
		{"private", "a\ue000\U000f0000", "a", "a"},
		{"joiners", "می\u200cخواهم", "میخواهم", "می\u200cخواهم"},
		{"selected emoji", "❤\ufe0f", "❤", "❤\ufe0f"},
		{"a family", "👩\u200d👧", "👩👧", "👩\u200d👧"},
		{"a tower", "e" + strings.Repeat("\u0301", 9) + "x\u0301", "e\u0301\u0301\u0301x\u0301", "e\u0301\u0301\u0301x\u0301"},
	} {
		if got := tidyName(row.in); got != row.name {
			t.Errorf("%s: the name is %q, want %q", row.what, got, row.name)
		}
		if got := tidyChat(row.in); got != row.chat {
			t.Errorf("%s: the line is %q, want %q", row.what, got, row.chat)
		}
	}
	for in, want := range map[string]string{
		"ada\x00\xff\n":           "ada",
		strings.Repeat("ab ", 20): strings.TrimSpace(strings.Repeat("ab ", 11)[:wire.MaxName]),
		strings.Repeat("é", 20):   strings.Repeat("é", 16),
	} {
		if got := tidyIdentity(in); got != want {
			t.Errorf("the name %q of a token is %q, want %q", in, got, want)
		}
	}
}

// FuzzTidy: a text never grows, which would break the limits of the wire, and tidying it again changes
// nothing, which would let two looks alike through.
func FuzzTidy(f *testing.F) {
	f.Add(" a\u202eb\u0301\u0301\u0301\u0301 \u200dc")
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return
		}
		for name, tidy := range map[string]func(string) string{"name": tidyName, "chat": tidyChat} {
			got := tidy(s)
			if len(got) > len(s) || tidy(got) != got || !utf8.ValidString(got) {
				t.Errorf("%s: %q of %q, then %q", name, got, s, tidy(got))
			}
		}
	})
}
