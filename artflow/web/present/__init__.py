"""What pages show, prepared: plain values in the user's language for the components."""
