"""Who may see and do what: the policy, the rights, and who manages whose account."""
