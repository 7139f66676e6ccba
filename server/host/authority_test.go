package host_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/acme"
)

// authority is one that speaks ACME (RFC 8555), as far as a server that asks for certificates can tell. It
// believes nothing: signatures, nonces, the challenge and the request for the certificate are checked.
type authority struct {
	t         *testing.T
	challenge string // the only one that it offers
	site      string // address where it looks, whatever the name of the host
	pool      *x509.CertPool

	web    *httptest.Server
	key    *ecdsa.PrivateKey
	cert   *x509.Certificate
	mu     sync.Mutex
	nonces map[string]bool
	key64  crypto.PublicKey // of the account
	orders []*order
	issued int
}

type order struct {
	host, token, cert string
	status            string // of the order
	proven            bool
}

func newAuthority(t *testing.T, challenge string) *authority {
	t.Helper()
	a := &authority{t: t, challenge: challenge, nonces: map[string]bool{}, pool: x509.NewCertPool()}
	a.key = newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "an authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.pool.AddCert(a.cert)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /directory", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.answer(w, http.StatusOK, map[string]any{
			"newNonce": a.url("/nonce"), "newAccount": a.url("/account"), "newOrder": a.url("/order"),
			"revokeCert": a.url("/revoke"), "keyChange": a.url("/key"),
			"meta": map[string]string{"termsOfService": a.url("/terms")},
		})
	})
	mux.HandleFunc("HEAD /nonce", func(w http.ResponseWriter, _ *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.answer(w, http.StatusOK, nil)
	})
	for path, f := range map[string]func(w http.ResponseWriter, o *order, payload []byte) error{
		"/account": a.account, "/order": a.newOrder, "/order/{n}": a.tell, "/authz/{n}": a.authorization,
		"/prove/{n}": a.prove, "/finalize/{n}": a.finalize, "/cert/{n}": a.certificate,
	} {
		mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
			a.mu.Lock()
			defer a.mu.Unlock()
			payload, err := a.verify(r)
			var o *order
			if n := r.PathValue("n"); n != "" && err == nil {
				o = a.orders[int(n[0]-'0')]
			}
			if err == nil {
				err = f(w, o, payload)
			}
			if err != nil {
				t.Errorf("the authority, of %s: %v", r.URL, err)
				http.Error(w, err.Error(), http.StatusBadRequest)
			}
		})
	}
	a.web = httptest.NewServer(mux)
	t.Cleanup(a.web.Close)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a *authority) url(path string) string { return a.web.URL + path }

func (a *authority) n(o *order) int { return slices.Index(a.orders, o) }

// answer gives a new nonce with each answer. The caller holds mu, as all below do.
func (a *authority) answer(w http.ResponseWriter, status int, body any) {
	a.nonce(w)
	w.WriteHeader(status)
	if body != nil {
		_ = json.NewEncoder(w).Encode(body)
	}
}

func (a *authority) nonce(w http.ResponseWriter) {
	nonce := rand.Text()
	a.nonces[nonce] = true
	w.Header().Set("Replay-Nonce", nonce)
}

// verify checks the signature of a request (RFC 8555 section 6.2) and gives what is signed.
func (a *authority) verify(r *http.Request) ([]byte, error) {
	var jws struct{ Protected, Payload, Signature string }
	if err := json.NewDecoder(r.Body).Decode(&jws); err != nil {
		return nil, err
	}
	b64 := base64.RawURLEncoding
	head, err1 := b64.DecodeString(jws.Protected)
	payload, err2 := b64.DecodeString(jws.Payload)
	signature, err3 := b64.DecodeString(jws.Signature)
	var h struct {
		Alg, Nonce, URL, Kid string
		JWK                  struct{ X, Y string }
	}
	if err := json.Unmarshal(head, &h); err != nil || err1 != nil || err2 != nil || err3 != nil {
		return nil, fmt.Errorf("not a JWS: %s", head)
	}
	if !a.nonces[h.Nonce] || h.URL != a.url(r.URL.Path) || h.Alg != "ES256" || len(signature) != 64 {
		return nil, fmt.Errorf("a bad head: %s", head)
	}
	delete(a.nonces, h.Nonce)
	if h.JWK.X != "" {
		x, _ := b64.DecodeString(h.JWK.X)
		y, _ := b64.DecodeString(h.JWK.Y)
		key, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, x, y))
		if err != nil {
			return nil, err
		}
		a.key64 = key
	} else if h.Kid != a.url("/account/1") {
		return nil, fmt.Errorf("an unknown account: %s", head)
	}
	sum := sha256.Sum256([]byte(jws.Protected + "." + jws.Payload))
	key, ok := a.key64.(*ecdsa.PublicKey)
	if !ok || !ecdsa.Verify(key, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return nil, fmt.Errorf("a bad signature: %s", head)
	}
	return payload, nil
}

func (a *authority) account(w http.ResponseWriter, _ *order, payload []byte) error {
	if !bytes.Contains(payload, []byte(`"termsOfServiceAgreed":true`)) {
		return fmt.Errorf("the terms are not accepted: %s", payload)
	}
	w.Header().Set("Location", a.url("/account/1"))
	a.answer(w, http.StatusCreated, map[string]string{"status": "valid"})
	return nil
}

func (a *authority) newOrder(w http.ResponseWriter, _ *order, payload []byte) error {
	var req struct {
		Identifiers []struct{ Type, Value string }
	}
	if err := json.Unmarshal(payload, &req); err != nil || len(req.Identifiers) != 1 {
		return fmt.Errorf("an order for %s: %v", payload, err)
	}
	o := &order{host: req.Identifiers[0].Value, token: rand.Text(), status: "pending"}
	a.orders = append(a.orders, o)
	return a.show(w, http.StatusCreated, o)
}

func (a *authority) tell(w http.ResponseWriter, o *order, _ []byte) error {
	return a.show(w, http.StatusOK, o)
}

// show answers with an order.
func (a *authority) show(w http.ResponseWriter, status int, o *order) error {
	n := a.n(o)
	w.Header().Set("Location", a.url(fmt.Sprintf("/order/%d", n)))
	body := map[string]any{
		"status": o.status, "finalize": a.url(fmt.Sprintf("/finalize/%d", n)),
		"authorizations": []string{a.url(fmt.Sprintf("/authz/%d", n))},
		"identifiers":    []any{map[string]string{"type": "dns", "value": o.host}},
	}
	if o.cert != "" {
		body["certificate"] = a.url(fmt.Sprintf("/cert/%d", n))
	}
	a.answer(w, status, body)
	return nil
}

func (a *authority) authorization(w http.ResponseWriter, o *order, _ []byte) error {
	status := "pending"
	if o.proven {
		status = "valid"
	}
	a.answer(w, http.StatusOK, map[string]any{
		"status": status, "identifier": map[string]string{"type": "dns", "value": o.host},
		"challenges": []any{map[string]string{
			"type": a.challenge, "url": a.url(fmt.Sprintf("/prove/%d", a.n(o))), "token": o.token, "status": status,
		}},
	})
	return nil
}

// prove looks at the site, as the challenge says.
func (a *authority) prove(w http.ResponseWriter, o *order, _ []byte) error {
	thumb, err := acme.JWKThumbprint(a.key64)
	if err != nil {
		return err
	}
	want := o.token + "." + thumb
	if a.challenge == "http-01" {
		err = a.proveHTTP(o, want)
	} else {
		err = a.proveALPN(o, want)
	}
	if err != nil {
		return err
	}
	o.proven, o.status = true, "ready"
	a.answer(w, http.StatusOK, map[string]string{
		"type": a.challenge, "url": a.url(fmt.Sprintf("/prove/%d", a.n(o))), "token": o.token, "status": "valid",
	})
	return nil
}

// proveHTTP is RFC 8555 section 8.3.
func (a *authority) proveHTTP(o *order, want string) error {
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, "http://"+a.site+"/.well-known/acme-challenge/"+o.token, nil)
	if err != nil {
		return err
	}
	req.Host = o.host
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err != nil || strings.TrimSpace(string(b)) != want {
		return fmt.Errorf("the site says %d %q, %v", resp.StatusCode, b, err)
	}
	return nil
}

// proveALPN is RFC 8737.
func (a *authority) proveALPN(o *order, want string) error {
	c, err := tls.Dial("tcp", a.site, &tls.Config{ServerName: o.host, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true})
	if err != nil {
		return err
	}
	defer c.Close()
	leaf := c.ConnectionState().PeerCertificates[0]
	sum := sha256.Sum256([]byte(want))
	proof, err := asn1.Marshal(sum[:])
	if err != nil {
		return err
	}
	identifier := asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 1, 31}
	if c.ConnectionState().NegotiatedProtocol != "acme-tls/1" || !slices.Equal(leaf.DNSNames, []string{o.host}) ||
		!slices.ContainsFunc(leaf.Extensions, func(e pkix.Extension) bool {
			return e.Id.Equal(identifier) && e.Critical && bytes.Equal(e.Value, proof)
		}) {
		return fmt.Errorf("the site shows a certificate for %v by %q", leaf.DNSNames, c.ConnectionState().NegotiatedProtocol)
	}
	return nil
}

func (a *authority) finalize(w http.ResponseWriter, o *order, payload []byte) error {
	var body struct{ CSR string }
	if err := json.Unmarshal(payload, &body); err != nil {
		return err
	}
	der, err := base64.RawURLEncoding.DecodeString(body.CSR)
	if err != nil {
		return err
	}
	csr, err := x509.ParseCertificateRequest(der)
	if err != nil {
		return err
	}
	if csr.CheckSignature() != nil || !slices.Equal(csr.DNSNames, []string{o.host}) || !o.proven {
		return fmt.Errorf("a request for %v", csr.DNSNames)
	}
	a.issued++
	leaf, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(int64(100 + a.issued)), DNSNames: csr.DNSNames, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour),
	}, a.cert, csr.PublicKey, a.key)
	if err != nil {
		return err
	}
	for _, der := range [][]byte{leaf, a.cert.Raw} {
		o.cert += string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
	}
	o.status = "valid"
	return a.show(w, http.StatusOK, o)
}

func (a *authority) certificate(w http.ResponseWriter, o *order, _ []byte) error {
	w.Header().Set("Content-Type", "application/pem-certificate-chain")
	a.nonce(w)
	_, _ = io.WriteString(w, o.cert)
	return nil
}
