"""Parts that many pages show of a proposal: history, facts, steps, turn, pictures."""
