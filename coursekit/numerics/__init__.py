"""What lies beneath the taught modules: guards, steps, pieces and batches."""
