"""The rooms of the program and the questions it asks."""
