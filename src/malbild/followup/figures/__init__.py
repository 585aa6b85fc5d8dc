"""What open statistics say of our municipality: the figure, its verdict in words, and the others beside it."""
