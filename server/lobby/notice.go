package lobby

// Notice has the server say a line in all rooms, as room.Room.Notice does, and returns in how many. A
// room that is only being made is not waited for.
func (l *Lobby) Notice(text string) (rooms int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.rooms {
		if !e.gone && !e.over && !e.lost && !e.making() && e.room != nil && e.room.Notice(text) {
			rooms++
		}
	}
	return rooms
}
