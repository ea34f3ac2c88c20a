"""Several processes of the app beside each other: started, watched, and started anew one after the other. It needs the standard library alone."""
