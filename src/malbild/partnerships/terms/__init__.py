"""Uppdragsbeskrivning: gäller, under gemensam översyn, godkänd per part, gäller."""
