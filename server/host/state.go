package host

import (
	"fmt"

	"tickwire/server/checkpoint"
)

// state is the rooms on disk. The zero value keeps none.
type state struct {
	dir    *checkpoint.Dir
	writer *checkpoint.Writer // nil for none
}

// openState takes the folder of Config.State, and adds its secret to those of the resume tokens: it is
// what brings players back to rooms of the process before.
func (s *Server) openState() (err error) {
	cfg := &s.cfg
	if cfg.State == "" {
		return nil
	}
	if s.state.dir, err = checkpoint.Open(cfg.State); err != nil {
		return fmt.Errorf("host: %w", err)
	}
	secret, err := s.state.dir.Secret()
	if err != nil {
		s.state.close()
		return fmt.Errorf("host: %w", err)
	}
	cfg.Secrets = append(cfg.Secrets[:len(cfg.Secrets):len(cfg.Secrets)], secret)
	s.state.writer = checkpoint.NewWriter(s.state.dir, cfg.Log)
	return nil
}

// close gives the folder back.
func (s *state) close() {
	if s.dir != nil {
		_ = s.dir.Close() // it is only read and locked
	}
}
