// Nothing: what a runtime costs before any program.
