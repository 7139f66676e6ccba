package certs

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// lookEvery is how often the files are looked at, at most: two calls to the system in so many
// seconds cost nothing, and nobody waits long for a renewed certificate.
const lookEvery = 3 * time.Second

// Files is a certificate in two files, which may be replaced while it is in use.
type Files struct {
	cert, key string
	log       *slog.Logger
	current   atomic.Pointer[tls.Certificate]

	mu     sync.Mutex // held by who looks
	looked time.Time
	seen   stamp // of what is in use, or of what was found broken
}

// stamp tells one state of the files from another. Both belong to it: a certificate comes with its key,
// and while only one has been replaced they do not fit.
type stamp struct{ cert, key fileStamp }

type fileStamp struct {
	modified time.Time
	size     int64
	missing  bool
}

// Open reads the files; log is told when they have changed, nil discards.
func Open(cert, key string, log *slog.Logger) (*Files, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	f := &Files{cert: cert, key: key, log: log, looked: time.Now(), seen: stampOf(cert, key)}
	c, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	f.current.Store(&c)
	return f, nil
}

// Config is for a listener.
func (f *Files) Config() *tls.Config { return config(f.get) }

// get is the certificate for a handshake.
func (f *Files) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	if f.mu.TryLock() { // who comes while another looks takes what there is
		f.look(time.Now())
		f.mu.Unlock()
	}
	return f.current.Load(), nil
}

// look takes what has changed. A pair that cannot be used leaves the one before in use, and is spoken of
// once, until the files change again. The caller holds mu.
func (f *Files) look(now time.Time) {
	if now.Sub(f.looked) < lookEvery {
		return
	}
	f.looked = now
	seen := stampOf(f.cert, f.key) // before they are read: a change meanwhile is found the next time
	if seen == f.seen {
		return
	}
	f.seen = seen
	c, err := tls.LoadX509KeyPair(f.cert, f.key)
	if err != nil {
		f.log.Error("the new certificate cannot be used; the one before stays", "err", err)
		return
	}
	f.current.Store(&c)
	f.log.Info("the certificate was renewed", "until", c.Leaf.NotAfter)
}

func stampOf(cert, key string) stamp { return stamp{fileStampOf(cert), fileStampOf(key)} }

func fileStampOf(name string) fileStamp {
	info, err := os.Stat(name) // through links: those who renew often move one
	if err != nil {
		return fileStamp{missing: true}
	}
	return fileStamp{modified: info.ModTime(), size: info.Size()}
}
