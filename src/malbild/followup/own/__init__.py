"""What a group counts itself: survey answers, costs, the housing company's numbers. Behind the wall."""
