"""The light pulse of line work: its owner is asked by its rhythm, in the own list and in the same mail as all else."""
