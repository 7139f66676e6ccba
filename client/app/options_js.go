package app

import "syscall/js"

// nameKey is where the page keeps the player's name.
const nameKey = "tickwire-name"

// options reads the address of the page. The name is kept from visit to visit.
func options(c *Config) error {
	if err := c.page(js.Global().Get("location").Get("href").String()); err != nil {
		return err
	}
	if c.Name == "" {
		c.Name = remembered()
	} else {
		remember(c.Name)
	}
	c.Renamed = remember
	if c.Memory == nil {
		c.Memory = newMemory(c.placeKey())
	}
	if c.Ways == nil {
		c.Ways = newWays(c.placeKey())
	}
	return nil
}

// remembered is the name of the last visit. A page without storage, as in some private windows,
// throws at the first touch; there is no name then.
func remembered() (name string) {
	defer func() { _ = recover() }()
	if v := js.Global().Get("localStorage").Call("getItem", nameKey); v.Type() == js.TypeString {
		name = v.String()
	}
	return name
}

func remember(name string) {
	defer func() { _ = recover() }()
	js.Global().Get("localStorage").Call("setItem", nameKey, name)
}
