"""The pages of the app. They show what they are given and calculate nothing."""
