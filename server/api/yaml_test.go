package api_test

import (
	"fmt"
	"strings"
)

// yaml reads as much of YAML as docs/openapi.yaml uses, and refuses what it does not know: maps by
// indentation, lists of "- " and of [a, b], and texts on one line, in double quotes, or folded by >-. A
// whole parser would be the module's largest dependency, for one test.
func yaml(text string) (any, error) {
	d := yamlDoc{}
	for n, line := range strings.Split(text, "\n") {
		content := strings.TrimLeft(line, " ")
		if content == "" || strings.HasPrefix(content, "#") {
			continue
		}
		d.lines = append(d.lines, yamlLine{n + 1, len(line) - len(content), content})
	}
	v, err := d.block(0)
	if err == nil && len(d.lines) > 0 {
		err = d.wrong("unexpected indentation")
	}
	return v, err
}

type yamlLine struct {
	number, indent int
	content        string
}

type yamlDoc struct{ lines []yamlLine }

func (d *yamlDoc) wrong(what string) error {
	return fmt.Errorf("line %d: %s: %q", d.lines[0].number, what, d.lines[0].content)
}

// block reads what begins at an indentation: a list or a map.
func (d *yamlDoc) block(indent int) (any, error) {
	if strings.HasPrefix(d.lines[0].content, "- ") {
		return d.list(indent)
	}
	m := map[string]any{}
	for len(d.lines) > 0 && d.lines[0].indent == indent {
		key, rest, ok := strings.Cut(d.lines[0].content, ":")
		if !ok || rest != "" && rest[0] != ' ' {
			return nil, d.wrong("no key")
		}
		key = strings.Trim(key, `"`)
		if _, twice := m[key]; twice {
			return nil, d.wrong("a key that was there")
		}
		v, err := d.value(strings.TrimSpace(rest), indent)
		if err != nil {
			return nil, err
		}
		m[key] = v
	}
	return m, nil
}

func (d *yamlDoc) list(indent int) (any, error) {
	var all []any
	for len(d.lines) > 0 && d.lines[0].indent == indent {
		item, ok := strings.CutPrefix(d.lines[0].content, "- ")
		switch {
		case !ok:
			return nil, d.wrong("no item of the list")
		case strings.Contains(item, ": ") && item[0] != '"': // a map that begins on this line
			d.lines[0].indent, d.lines[0].content = indent+2, item
			m, err := d.block(indent + 2)
			if err != nil {
				return nil, err
			}
			all = append(all, m)
		default:
			v, err := d.value(item, indent)
			if err != nil {
				return nil, err
			}
			all = append(all, v)
		}
	}
	return all, nil
}

// value reads what stands behind a key, on its line or below it.
func (d *yamlDoc) value(s string, indent int) (any, error) {
	line := d.lines[0]
	d.lines = d.lines[1:]
	switch {
	case s == "" || s == ">-":
		if len(d.lines) == 0 || d.lines[0].indent <= indent {
			return nil, fmt.Errorf("line %d: nothing behind %q", line.number, line.content)
		}
		if s == "" {
			return d.block(d.lines[0].indent)
		}
		var words []string
		for len(d.lines) > 0 && d.lines[0].indent > indent {
			words = append(words, d.lines[0].content)
			d.lines = d.lines[1:]
		}
		return strings.Join(words, " "), nil
	case s == "{}":
		return map[string]any{}, nil
	case s[0] == '[' && s[len(s)-1] == ']':
		all := []any{}
		for item := range strings.SplitSeq(s[1:len(s)-1], ",") {
			if item = strings.TrimSpace(item); item != "" {
				all = append(all, item)
			}
		}
		return all, nil
	case s[0] == '"':
		if len(s) < 2 || s[len(s)-1] != '"' || strings.ContainsAny(s[1:len(s)-1], `"\`) {
			return nil, fmt.Errorf("line %d: quotes that this does not read: %s", line.number, s)
		}
		return s[1 : len(s)-1], nil
	case strings.ContainsRune("'{[&*!|>%@`", rune(s[0])), strings.Contains(s, ": "), strings.Contains(s, " #"):
		return nil, fmt.Errorf("line %d: more YAML than this reads: %s", line.number, s)
	}
	return s, nil
}
