"""Answers written as an ordinary reply to a mail: read, understood, or handed to the coordinator."""
