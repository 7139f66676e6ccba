package api

import (
	"net/http"

	"tickwire/docs"
	"tickwire/proto/answer"
)

// health answers whether to send players here, and with which client.
func (a *API) health(query) reply {
	p := reply{status: http.StatusOK}
	ready := a.cfg.Ready()
	if !ready {
		p.status = http.StatusServiceUnavailable
	}
	p.body = (&answer.Health{Ready: ready, Game: a.cfg.Def.Name, GameVersion: a.cfg.Def.Version}).JSON()
	return p
}

// document answers what all of this is.
func document(query) reply {
	return reply{status: http.StatusOK, body: docs.OpenAPI, kind: "application/yaml", cache: anHour} // RFC 9512
}
