"""A process as data and the engine that runs it: stages, guards, joins, turns."""
