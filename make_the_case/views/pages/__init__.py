"""The pages of the app, one file each. They show what they are given and calculate nothing."""
