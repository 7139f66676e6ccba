package closes_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tickwire/client/redial"
	"tickwire/proto/wire"
)

// row is one line of the table.
type row struct {
	name, sender                 string
	session, token, goes, script bool
	test                         string
}

// root is the module's folder.
var root = filepath.Join("..", "..")

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// table reads docs/close-codes.md.
func table(t *testing.T) map[wire.CloseCode]row {
	t.Helper()
	rows, last := map[wire.CloseCode]row{}, 0
	for line := range strings.Lines(read(t, "docs/close-codes.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		n, err := strconv.Atoi(cells[0])
		if err != nil {
			continue // no row, or the head
		}
		if len(cells) != 9 || n <= last {
			t.Fatalf("a row of %d cells, or not in order: %s", len(cells), line)
		}
		last = n
		yes := func(i int) bool {
			if cells[i] != "yes" && cells[i] != "no" {
				t.Errorf("%d: %q is neither yes nor no", n, cells[i])
			}
			return cells[i] == "yes"
		}
		rows[wire.CloseCode(n)] = row{cells[1], cells[2], yes(4), yes(5), yes(6), yes(7), cells[8]}
	}
	return rows
}

// constants are those of a Go file whose names begin so and that are numbers.
func constants(t *testing.T, file, prefix string) map[string]wire.CloseCode {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]wire.CloseCode{}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Names) != 1 || len(spec.Values) != 1 || !strings.HasPrefix(spec.Names[0].Name, prefix) {
			return true
		}
		if lit, ok := spec.Values[0].(*ast.BasicLit); ok && lit.Kind == token.INT {
			v, _ := strconv.Atoi(lit.Value)
			all[spec.Names[0].Name] = wire.CloseCode(v)
		}
		return true
	})
	if len(all) == 0 {
		t.Fatalf("%s has no constant %s...", file, prefix)
	}
	return all
}

// TestEveryCodeHasARow compares the table with the constants of wire, the gate, the Go link and TypeScript.
func TestEveryCodeHasARow(t *testing.T) {
	rows := table(t)
	known := map[wire.CloseCode]bool{}
	names := constants(t, "proto/wire/close.go", "Close")
	for name, code := range names {
		known[code] = true
		if rows[code].name != name {
			t.Errorf("%d is called %q in the table, want %s", code, rows[code].name, name)
		}
		if reason := code.Reason(); strings.Contains(reason, "with code") {
			t.Errorf("%s has no reason", name)
		}
	}
	for _, c := range []struct{ file, prefix string }{
		{"server/gate/ending.go", "code"}, {"client/link/link.go", "code"}, {"client/link/link.go", "Code"}, {"client/app/verdict.go", "code"},
	} {
		for name, code := range constants(t, c.file, c.prefix) {
			known[code] = true
			if rows[code].name == "" {
				t.Errorf("%s of %s, %d, has no row", name, c.file, code)
			}
		}
	}
	for code, r := range rows {
		if !known[code] {
			t.Errorf("%d %s is no code of ours", code, r.name)
		}
		if r.sender != "server" && r.sender != "client" && r.sender != "both" && r.sender != "neither" {
			t.Errorf("%d is sent by %q", code, r.sender)
		}
	}
	script := regexp.MustCompile(`(?m)^  (\w+): (\d+),$`).FindAllStringSubmatch(read(t, "client/js/src/close.ts"), -1)
	if len(script) != len(names) {
		t.Errorf("TypeScript has %d codes, want the %d of package wire", len(script), len(names))
	}
	for _, m := range script {
		if want := names["Close"+m[1]]; m[2] != strconv.Itoa(int(want)) {
			t.Errorf("TypeScript has %s as %s, want %d", m[1], m[2], want)
		}
	}
}

// TestTheTableSaysWhatIsDone compares what a row says with what server and clients do.
func TestTheTableSaysWhatIsDone(t *testing.T) {
	names := constants(t, "proto/wire/close.go", "Close")
	stops, final := hopeless(t, names), finals(t, names)
	for code, r := range table(t) {
		// The gate adds one of its own: who broke the framing was closed by gws.
		if kept := !code.EndsSession() && code != 1002; r.session != kept {
			t.Errorf("%d %s: the session is kept: %v, but the table says %v", code, r.name, kept, r.session)
		}
		if keeps := redial.Keeps(code); r.token != keeps {
			t.Errorf("%d %s: the token is kept: %v, but the table says %v", code, r.name, keeps, r.token)
		}
		if again := !stops[code]; r.goes != again {
			t.Errorf("%d %s: the Go client dials again: %v, but the table says %v", code, r.name, again, r.goes)
		}
		if again := !final[code]; r.script != again {
			t.Errorf("%d %s: the TypeScript client dials again: %v, but the table says %v", code, r.name, again, r.script)
		}
		if r.token && !r.session {
			t.Errorf("%d %s: a token is kept of a session that is over", code, r.name)
		}
	}
}

// hopeless are the codes after which package app does not dial again: the keys of its map of that name.
func hopeless(t *testing.T, names map[string]wire.CloseCode) map[wire.CloseCode]bool {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "client/app/verdict.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	all := map[wire.CloseCode]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); !ok || spec.Names[0].Name != "hopeless" {
			return true
		}
		ast.Inspect(n, func(n ast.Node) bool {
			if pair, ok := n.(*ast.KeyValueExpr); ok {
				if key, ok := pair.Key.(*ast.SelectorExpr); ok {
					all[names[key.Sel.Name]] = true
				}
			}
			return true
		})
		return false
	})
	if len(all) == 0 {
		t.Fatal("client/app/verdict.go has no map of codes called hopeless")
	}
	return all
}

// finals are the codes after which the client in TypeScript does not dial again.
func finals(t *testing.T, names map[string]wire.CloseCode) map[wire.CloseCode]bool {
	t.Helper()
	_, list, _ := strings.Cut(read(t, "client/js/src/close.ts"), "new Set([")
	list, _, ok := strings.Cut(list, "]")
	if !ok {
		t.Fatal("client/js/src/close.ts has no set of codes")
	}
	all := map[wire.CloseCode]bool{}
	for _, m := range regexp.MustCompile(`CloseCode\.(\w+)|(\d+)`).FindAllStringSubmatch(list, -1) {
		code := names["Close"+m[1]]
		if m[2] != "" {
			n, _ := strconv.Atoi(m[2])
			code = wire.CloseCode(n)
		}
		all[code] = true
	}
	return all
}

// TestEachRowNamesATest looks whether it is where the row says.
func TestEachRowNamesATest(t *testing.T) {
	link := regexp.MustCompile("^\\[`(Test\\w+)`\\]\\(\\.\\./([^)]+_test\\.go)\\)$")
	for code, r := range table(t) {
		m := link.FindStringSubmatch(r.test)
		if m == nil {
			t.Errorf("%d %s names no test: %q", code, r.name, r.test)
		} else if !strings.Contains(read(t, m[2]), "\nfunc "+m[1]+"(") {
			t.Errorf("%d %s: %s is not in %s", code, r.name, m[1], m[2])
		}
	}
}
