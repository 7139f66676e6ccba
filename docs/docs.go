// Package docs is the documents that a server carries with it.
package docs

import _ "embed"

// OpenAPI describes the HTTP API (package server/api), as YAML.
//
//go:embed openapi.yaml
var OpenAPI []byte
