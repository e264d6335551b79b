"""The account chain: what is done to people, organisations and programmes, sealed link by link."""
