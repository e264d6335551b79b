"""Tables that are brought in from elsewhere: read, compared with what is here, then entered."""
