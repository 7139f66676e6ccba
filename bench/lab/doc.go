// Package lab is a simulated network with a whole server and real clients on it, in one process and on
// virtual time: the test of a game that shows what its players will see on their networks.
//
//	func TestOnPhones(t *testing.T) {
//		lab.Run(t, mygame.Definition(), lab.Config{Seed: 7, Clients: 50, Profile: lab.LTE, Duration: 10 * time.Minute})
//	}
//
// What runs is what is shipped: http.Server, gate, lobby and room on one side, link and netplay on the
// other, gws on both, or net/http where Config.Transport has clients play by requests. Between them lies a net.Conn of the lab's own. The players are the game's bots, or
// monkeys where it has none (bench/bot); the oracle (bench/oracle) checks every frame of every client. In
// the quiet at the end of a run, predictions must be right again, clocks in time, queues empty and rosters
// complete. Who loses a link comes back as the same player while the server keeps the place. A link that is closed though nothing happened to it, or with a code that tells of a slip in the
// engine or the game, is a failure too, and so is a goroutine that does not end.
//
// # Chance
//
// All chance comes from Config.Seed: when what happens to whom is a Script drawn from it, and each direction
// of each connection has a random stream of its own. Goroutines run on all cores, but no two events happen
// at one instant and none at that of a tick: the agenda lets one happen, waits until nobody has anything
// left to do (testing/synctest), and goes on to the next. So a seed has one transcript, on one core or many
// and under every load, as long as a game keeps to the contract; Report.Transcript is its hash.
//
// # Requests
//
// By long polling and polling the same messages go in bodies of requests, over connections that come and go
// while the link stands. There the network does what proxies do, too: it answers in place of the server, with
// or without having asked it, ends a connection in the middle of an answer, and asks twice. None of that, and
// no connection that is cut, may end a link or show: players number what they say, and a line that anybody
// hears twice or too late was brought twice. With Config.Roam they come in by any transport, and go over from
// one to another as who they are. What is asked of a client at rest counts with the time from one request to
// the next; of the clock of one that polls it is asked after a quiet of 36 seconds, because it learns once in
// a second.
//
// # When it fails
//
// The report has the seed, the command to repeat the run, and a script: the shortest that was found to fail
// as well. Committed as testdata/x.txt it is a test for good, which no change of the lab's own chance makes
// harmless:
//
//	func TestTheStall(t *testing.T) { lab.Replay(t, mygame.Definition(), "testdata/x.txt") }
//
//	game arena
//	seed 7
//	clients 3 11
//	bots 0
//	duration 1m27s
//	calm 3m50s
//	astray 1s
//	transport long-polling
//	down delay 30ms jitter 5ms rate 2500000 queue 524288 loss 0.0005
//	up delay 30ms jitter 8ms rate 625000 queue 262144 loss 0.0005
//	at 1m10s client 3 sleep for 1s
//	at 1m20s client 11 stall for 1s
//
// # What is not in it
//
// Reading at ticks needs sockets, so the lab has the plain way of the gate; package bench/e2e has the other.
// Requests are HTTP/1.1, and a browser makes its own.
// TCP is a model: congestion control has no say in when a stalled connection is heard again, and sockets have
// no bound but a megabyte. Clients dial one link at a time, where client/redial tries several at once.
//
// Goroutines: those of the server and of two for each link, by requests some more for each connection, all in the bubble of one run. Run and Replay may be
// called by tests that run in parallel.
package lab
