"""artflow: public art from an artist's draft to an accepted wall."""
