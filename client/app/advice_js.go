package app

// updateAdvice is what helps when client and server differ in their version.
const updateAdvice = "Reload the page to get the new version"
