// Package answer writes what the HTTP API of a server answers: the messages of api.proto as JSON, each a
// plain struct here and one call.
//
//	body := (&answer.Health{Ready: true, Game: "arena", GameVersion: 1}).JSON()
//	// {"ready":true,"game":"arena","gameVersion":1,"protocolVersion":1}
//
// It is not a part of package wire, because protobuf's JSON works by reflection over every message that it
// may meet: a browser's client, which has wire in it and never writes JSON, would have to load all that.
//
// Nothing here is kept or changed; any goroutine may call it. The bytes depend on the values alone, so that
// who has them already can be told so.
package answer
