# Short names for the commands that people type; what CI runs is .ci/run, and each target here is
# one line that can be typed by hand.

TOOLS := .cache/tools

.PHONY: help run client test race lint generate typescript bench transports wasm bundle ci

help: ## Show this list.
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

run: ## Start the server with its bots on http://localhost:8080.
	go run ./server

client: ## Open the desktop client against the server of make run.
	go run ./client

test: ## Run every test; those that need a browser or a display skip where there is none.
	go test ./...

race: ## Run the tests of all that owns or crosses goroutines under the race detector.
	.ci/run race

lint: ## Check formats, vet, linters and the schema.
	.ci/run gofmt vet lint proto

generate: $(TOOLS)/buf ## Write the Go code of proto/ anew; commit it with the .proto.
	$(TOOLS)/buf generate

typescript: $(TOOLS)/buf ## Write the TypeScript code of proto/ anew, likewise; needs npm.
	npm --prefix client/js ci
	$(TOOLS)/buf generate --template client/js/buf.gen.yaml --path proto/tickwire/v1/tickwire.proto --path proto/tickwire/v1/poll.proto
	npm --prefix client/js run bundle

bench: ## Run the published benchmarks, about five minutes.
	go test -run '^$$' -bench 'Floor|Arena|Game|Connections|SnapshotBytes|Step|Cores' ./bench

transports: ## Compare ways to keep users up to date, about seven minutes; with npm, those of Node too.
	-npm --prefix bench/notice/node ci
	go test -run '^$$' -bench Transports ./bench

wasm: ## Build the browser client into bin/client.wasm.
	GOOS=js GOARCH=wasm go build -trimpath -ldflags='-s -w' -o bin/client.wasm ./client

bundle: ## Build bin/tickwire: the server with the browser client inside, for a machine without Go.
	go run ./server/web/bundle
	go build -trimpath -tags embedclient -o bin/tickwire ./server

ci: ## Run everything that CI runs, Debian packages included.
	.ci/run

$(TOOLS)/buf: .ci/tools/go.mod
	.ci/run tools
