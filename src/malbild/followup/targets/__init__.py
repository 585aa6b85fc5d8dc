"""What a goal or an uppdrag is measured by: an open figure, where it started, where it is to be and when."""
