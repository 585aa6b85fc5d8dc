"""Pages of the sounding board, method support and experiences."""
