"""Who somebody is: the person behind an account or a session, as the policy asks of them."""
