"""History as it is kept: the chain of events, the changes of rows they seal, codes on paper."""
