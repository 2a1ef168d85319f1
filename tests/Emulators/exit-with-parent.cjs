// Ends the server when whoever started it is gone, however that came about: its standard input then ends.
process.stdin.on("end", () => process.exit()).resume();
