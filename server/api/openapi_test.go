package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"

	"tickwire/docs"
	pb "tickwire/proto/tickwire/v1"
)

// object is a map of the document, or of an answer.
type object = map[string]any

// contract is docs/openapi.yaml, and which parts of it were seen to be true.
type contract struct {
	root object
	seen map[string]bool // "GET /v1/rooms 200"
}

func newContract(t *testing.T) *contract {
	t.Helper()
	v, err := yaml(string(docs.OpenAPI))
	if err != nil {
		t.Fatalf("docs/openapi.yaml: %v", err)
	}
	root, ok := v.(object)
	if !ok {
		t.Fatalf("docs/openapi.yaml is a %T", v)
	}
	return &contract{root: root, seen: map[string]bool{}}
}

// at is what is at the end of a way of keys, references resolved; nil for nothing.
func (c *contract) at(from object, keys ...string) object {
	for _, k := range keys {
		from, _ = from[k].(object)
		if ref, ok := from["$ref"].(string); ok {
			from = c.at(c.root, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
	}
	return from
}

// each calls do with every answer that is promised.
func (c *contract) each(do func(method, path, status string)) {
	paths := c.at(c.root, "paths")
	for path := range paths {
		for method := range c.at(paths, path) {
			for status := range c.at(paths, path, method, "responses") {
				do(strings.ToUpper(method), path, status)
			}
		}
	}
}

// path is the path of the document that a request is for, "" for none.
func (c *contract) path(of string) string {
	for path := range c.at(c.root, "paths") {
		before, id, ok := strings.Cut(path, "{id}")
		if of == path || ok && id == "" && strings.HasPrefix(of, before) && !strings.Contains(of[len(before):], "/") {
			return path
		}
	}
	return ""
}

// hold compares an answer with what is promised of it.
func (c *contract) hold(resp *http.Response, body []byte) error {
	method, path := resp.Request.Method, c.path(resp.Request.URL.EscapedPath())
	item := c.at(c.root, "paths", path)
	if method == http.MethodHead {
		method = http.MethodGet
	}
	op := c.at(item, strings.ToLower(method))
	var promised object
	switch status := fmt.Sprint(resp.StatusCode); {
	case path == "" && status == "404": // as info.description says
		return c.json(body, c.at(c.root, "components", "schemas", "Error"), "Error")
	case path == "":
		return fmt.Errorf("status %s for a path that is not in the document", status)
	case op == nil:
		allow := []string{"HEAD"}
		for m := range item {
			allow = append(allow, strings.ToUpper(m))
		}
		slices.Sort(allow)
		if got, want := resp.Header.Get("Allow"), strings.Join(allow, ", "); status != "405" || got != want {
			return fmt.Errorf("status %s and Allow %q, want 405 and %q", status, got, want)
		}
		return c.json(body, c.at(c.root, "components", "schemas", "Error"), "Error")
	default:
		c.seen[method+" "+path+" "+status] = true
		if promised = c.at(op, "responses", status); promised == nil {
			return fmt.Errorf("status %s is not in the document", status)
		}
	}
	for name := range c.at(promised, "headers") {
		if resp.Header.Get(name) == "" {
			return fmt.Errorf("there is no %s", name)
		}
	}
	kind := resp.Header.Get("Content-Type")
	content := c.at(promised, "content")
	switch {
	case content == nil && kind == "" && len(body) == 0:
		return nil
	case content == nil || len(content) != 1 || content[kind] == nil:
		return fmt.Errorf("Content-Type %q, want that of %v", kind, slices.Collect(maps.Keys(content)))
	case resp.Request.Method == http.MethodHead || kind != "application/json":
		return nil
	}
	return c.json(body, c.at(content, kind, "schema"), "body")
}

// json compares a body with a schema.
func (c *contract) json(body []byte, schema object, at string) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return fmt.Errorf("%w in %q", err, body)
	}
	return c.value(v, schema, at)
}

// value compares a value with a schema: all properties are there, and no others.
func (c *contract) value(v any, schema object, at string) error {
	switch v := v.(type) {
	case object:
		properties := c.at(schema, "properties")
		if got, want := slices.Sorted(maps.Keys(v)), slices.Sorted(maps.Keys(properties)); !slices.Equal(got, want) {
			return fmt.Errorf("%s has %v, want %v", at, got, want)
		}
		for name := range v {
			if err := c.value(v[name], c.at(properties, name), at+"."+name); err != nil {
				return err
			}
		}
		return is("object", schema, at)
	case []any:
		for i := range v {
			if err := c.value(v[i], c.at(schema, "items"), at+"[]"); err != nil {
				return err
			}
		}
		return is("array", schema, at)
	case string:
		if all, ok := schema["enum"].([]any); ok && !slices.Contains(all, any(v)) {
			return fmt.Errorf("%s is %s, which is none of %v", at, v, all)
		}
		return is("string", schema, at)
	case bool:
		return is("boolean", schema, at)
	case json.Number:
		if strings.HasPrefix(v.String(), "-") && schema["minimum"] == "0" {
			return fmt.Errorf("%s is %s", at, v)
		}
		return is("integer", schema, at)
	}
	return fmt.Errorf("%s is %v", at, v)
}

func is(kind string, schema object, at string) error {
	if schema["type"] != kind {
		return fmt.Errorf("%s is a %s, want %v", at, kind, schema["type"])
	}
	return nil
}

// TestTheDocumentHasTheFieldsOfTheMessages compares the schemas of docs/openapi.yaml with api.proto: names,
// types and what is said of each field.
func TestTheDocumentHasTheFieldsOfTheMessages(t *testing.T) {
	c := newContract(t)
	schemas := c.at(c.root, "components", "schemas")
	source, err := os.ReadFile("../../proto/tickwire/v1/api.proto")
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(strings.Fields(strings.ReplaceAll(string(source), "//", "")), " ")
	file := pb.File_tickwire_v1_api_proto
	if got, want := len(schemas), file.Messages().Len()+file.Enums().Len(); got != want {
		t.Errorf("%d schemas, want %d", got, want)
	}
	for i := range file.Messages().Len() {
		m := file.Messages().Get(i)
		schema := c.at(schemas, string(m.Name()))
		properties := c.at(schema, "properties")
		var names []any
		for j := range m.Fields().Len() {
			f := m.Fields().Get(j)
			names = append(names, f.JSONName())
			p := c.at(properties, f.JSONName())
			raw, _ := properties[f.JSONName()].(object)
			if got, want := property(raw, p), kind(f); got != want {
				t.Errorf("%s.%s is %s, want %s", m.Name(), f.JSONName(), got, want)
			}
			if d, _ := raw["description"].(string); d == "" || !strings.Contains(said, d) {
				t.Errorf("%s.%s is described as %q, which api.proto does not say", m.Name(), f.JSONName(), d)
			}
		}
		if got, _ := schema["required"].([]any); !slices.Equal(got, names) || len(properties) != len(names) {
			t.Errorf("%s requires %v of %d, want %v", m.Name(), got, len(properties), names)
		}
	}
	for i := range file.Enums().Len() {
		e := file.Enums().Get(i)
		var want []any
		for j := 1; j < e.Values().Len(); j++ { // 0 is no valid choice
			want = append(want, string(e.Values().Get(j).Name()))
		}
		if got, _ := c.at(schemas, string(e.Name()))["enum"].([]any); !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", e.Name(), got, want)
		}
	}
}

// property spells a property of the document, kind a field of a message in the same way.
func property(raw, resolved object) string {
	if raw["type"] == "array" {
		items, _ := raw["items"].(object)
		return fmt.Sprint("array of ", items["$ref"])
	}
	if ref, ok := raw["$ref"].(string); ok {
		return ref
	}
	return fmt.Sprint(resolved["type"], resolved["minimum"])
}

func kind(f protoreflect.FieldDescriptor) string {
	s := ""
	switch f.Kind() {
	case protoreflect.MessageKind:
		s = "#/components/schemas/" + string(f.Message().Name())
	case protoreflect.EnumKind:
		s = "#/components/schemas/" + string(f.Enum().Name())
	case protoreflect.StringKind:
		s = fmt.Sprint("string", nil)
	case protoreflect.BoolKind:
		s = fmt.Sprint("boolean", nil)
	case protoreflect.Uint32Kind:
		s = fmt.Sprint("integer", "0")
	case protoreflect.Sint32Kind:
		s = fmt.Sprint("integer", nil)
	default:
		s = "a kind that no answer should have: " + f.Kind().String()
	}
	if f.IsList() {
		s = "array of " + s
	}
	return s
}
