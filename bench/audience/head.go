package audience

import (
	"fmt"
	"strconv"
)

// What Chromium 148 sends with a fetch of a page's own server by HTTP/1.1, line by line as it was
// captured (Debian's, on Linux, without a cookie); its User-Agent, which called itself headless, is
// that of a window. The order is Chromium's. With a port of five digits a GET of a poll is about 570
// bytes so. HTTP/2, which browsers speak to those servers that offer it by TLS, sends a repeated header
// as a byte: what is measured here is the older half of the world, and a proxy's way to its server.
const (
	userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36"

	getHead = "GET %s HTTP/1.1\r\n" +
		"Host: %s\r\n" +
		"Connection: keep-alive\r\n" +
		"sec-ch-ua-platform: \"Linux\"\r\n" +
		"User-Agent: " + userAgent + "\r\n" +
		"sec-ch-ua: \"Not/A)Brand\";v=\"99\", \"Chromium\";v=\"148\"\r\n" +
		"sec-ch-ua-mobile: ?0\r\n" +
		"Accept: */*\r\n" +
		"Sec-Fetch-Site: same-origin\r\n" +
		"Sec-Fetch-Mode: cors\r\n" +
		"Sec-Fetch-Dest: empty\r\n" +
		"Referer: http://%[2]s/\r\n" +
		"Accept-Encoding: gzip, deflate, br, zstd\r\n" +
		"Accept-Language: en-US,en;q=0.9\r\n\r\n"

	postHead = "POST %s HTTP/1.1\r\n" +
		"Host: %s\r\n" +
		"Connection: keep-alive\r\n" +
		"Content-Length: %s\r\n" +
		"sec-ch-ua-platform: \"Linux\"\r\n" +
		"User-Agent: " + userAgent + "\r\n" +
		"sec-ch-ua: \"Not/A)Brand\";v=\"99\", \"Chromium\";v=\"148\"\r\n" +
		"Content-Type: %s\r\n" +
		"sec-ch-ua-mobile: ?0\r\n" +
		"Accept: */*\r\n" +
		"Origin: http://%[2]s\r\n" +
		"Sec-Fetch-Site: same-origin\r\n" +
		"Sec-Fetch-Mode: cors\r\n" +
		"Sec-Fetch-Dest: empty\r\n" +
		"Referer: http://%[2]s/\r\n" +
		"Accept-Encoding: gzip, deflate, br, zstd\r\n" +
		"Accept-Language: en-US,en;q=0.9\r\n\r\n"

	// upgradeHead leaves out the offer to compress, which no server here takes.
	upgradeHead = "GET %s HTTP/1.1\r\n" +
		"Host: %s\r\n" +
		"Connection: Upgrade\r\n" +
		"Pragma: no-cache\r\n" +
		"Cache-Control: no-cache\r\n" +
		"User-Agent: " + userAgent + "\r\n" +
		"Upgrade: websocket\r\n" +
		"Origin: http://%[2]s\r\n" +
		"Sec-WebSocket-Version: 13\r\n" +
		"Accept-Encoding: gzip, deflate, br, zstd\r\n" +
		"Accept-Language: en-US,en;q=0.9\r\n" +
		"Sec-WebSocket-Key: %[3]s\r\n" +
		"%[4]s\r\n"
)

// get is a request without a body.
func get(host, path string) []byte { return fmt.Appendf(nil, getHead, path, host) }

// post is a request with one.
func post(host, path, mediaType string, body []byte) []byte {
	return append(fmt.Appendf(nil, postHead, path, host, strconv.Itoa(len(body)), mediaType), body...)
}
