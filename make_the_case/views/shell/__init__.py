"""What stands around every page: the session, the frame, drafts, signing in, slow work and the server."""
