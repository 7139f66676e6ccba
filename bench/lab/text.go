package lab

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tickwire/client/link"
)

// String writes a script down, a line for each thing. Parse reads it.
func (s *Script) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "game %s\nseed %d\nclients", s.Game, s.Seed)
	for _, i := range s.Clients {
		fmt.Fprintf(&b, " %d", i)
	}
	fmt.Fprintf(&b, "\nbots %d\nduration %v\ncalm %v\nastray %v\n", s.Bots, s.Duration, s.Calm, s.Astray)
	if s.Transport != link.WebSocket || s.Roam {
		fmt.Fprintf(&b, "transport %v", s.Transport)
		if s.Roam {
			b.WriteString(" roam")
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "down %v\nup %v\n", &s.Down, &s.Up)
	for i := range s.Disturb {
		d := &s.Disturb[i]
		fmt.Fprintf(&b, "at %v ", d.At)
		if d.Client != everyClient {
			fmt.Fprintf(&b, "client %d ", d.Client)
		}
		b.WriteString(string(d.Kind))
		if d.For > 0 {
			fmt.Fprintf(&b, " for %v", d.For)
		}
		if d.Delay > 0 {
			fmt.Fprintf(&b, " delay %v", d.Delay)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func (p *Path) String() string {
	return fmt.Sprintf("delay %v jitter %v rate %d queue %d loss %v", p.Delay, p.Jitter, p.Rate, p.Queue, p.Loss)
}

// Parse reads a script. Lines that begin with # and empty ones say nothing.
func Parse(text string) (*Script, error) {
	s := &Script{Astray: time.Second}
	for i, line := range strings.Split(text, "\n") {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(words[0], "#") {
			continue
		}
		if err := s.line(words[0], words[1:]); err != nil {
			return nil, fmt.Errorf("lab: script, line %d: %q: %w", i+1, line, err)
		}
	}
	if s.Game == "" || len(s.Clients) == 0 || s.Duration <= 0 {
		return nil, fmt.Errorf("lab: a script needs game, clients and duration")
	}
	s.sort()
	return s, nil
}

func (s *Script) line(word string, rest []string) (err error) {
	one := ""
	if len(rest) > 0 {
		one = rest[0]
	}
	switch word {
	case "game":
		s.Game = one
	case "seed":
		s.Seed, err = strconv.ParseUint(one, 10, 64)
	case "bots":
		s.Bots, err = strconv.Atoi(one)
	case "duration":
		s.Duration, err = time.ParseDuration(one)
	case "calm":
		s.Calm, err = time.ParseDuration(one)
	case "astray":
		s.Astray, err = time.ParseDuration(one)
	case "clients":
		for _, w := range rest {
			n, err := strconv.ParseUint(w, 10, 16)
			if err != nil {
				return err
			}
			s.Clients = append(s.Clients, int(n))
		}
	case "transport":
		err = s.travel(rest)
	case "down":
		err = s.Down.parse(rest)
	case "up":
		err = s.Up.parse(rest)
	case "at":
		var d Disturbance
		if err = d.parse(rest); err == nil {
			s.Disturb = append(s.Disturb, d)
		}
	default:
		err = fmt.Errorf("no line begins with %q", word)
	}
	return err
}

// travel reads by which transport clients play; without the line it is WebSocket.
func (s *Script) travel(words []string) error {
	if len(words) == 2 && words[1] == "roam" {
		s.Roam, words = true, words[:1]
	}
	for _, t := range transports {
		if len(words) == 1 && words[0] == t.String() {
			s.Transport = t
			return nil
		}
	}
	return fmt.Errorf("a transport is one of %v, and after it there may be roam", transports)
}

// pairs goes through words two by two.
func pairs(words []string, f func(name, value string) error) error {
	if len(words)%2 != 0 {
		return fmt.Errorf("%q has no value", words[len(words)-1])
	}
	for i := 0; i < len(words); i += 2 {
		if err := f(words[i], words[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (p *Path) parse(words []string) error {
	return pairs(words, func(name, value string) (err error) {
		switch name {
		case "delay":
			p.Delay, err = time.ParseDuration(value)
		case "jitter":
			p.Jitter, err = time.ParseDuration(value)
		case "rate":
			p.Rate, err = strconv.Atoi(value)
		case "queue":
			p.Queue, err = strconv.Atoi(value)
		case "loss":
			p.Loss, err = strconv.ParseFloat(value, 64)
		default:
			err = fmt.Errorf("a path has no %q", name)
		}
		return err
	})
}

// parse reads what follows "at".
func (d *Disturbance) parse(words []string) (err error) {
	d.Client = everyClient
	if len(words) < 2 {
		return fmt.Errorf("a time and a kind are needed")
	}
	if d.At, err = time.ParseDuration(words[0]); err != nil {
		return err
	}
	if words = words[1:]; words[0] == "client" && len(words) > 2 {
		if d.Client, err = strconv.Atoi(words[1]); err != nil {
			return err
		}
		words = words[2:]
	}
	if d.Kind = Kind(words[0]); !d.Kind.known() {
		return fmt.Errorf("no disturbance is called %q", words[0])
	}
	if (d.Kind == Hitch) != (d.Client == everyClient) {
		return fmt.Errorf("%s happens to the server, all else to a client", Hitch)
	}
	return pairs(words[1:], func(name, value string) (err error) {
		switch name {
		case "for":
			d.For, err = time.ParseDuration(value)
		case "delay":
			d.Delay, err = time.ParseDuration(value)
		default:
			err = fmt.Errorf("a disturbance has no %q", name)
		}
		return err
	})
}
