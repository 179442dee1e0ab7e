"""One plain function per model: a minimal valid row, written straight to its table."""
