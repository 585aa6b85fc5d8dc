"""A plan that already exists comes in: Brå's six columns from Excel, or pasted from it.

`sheets`, `pasted`, `guess`, `dates`, `owners`, `reading` and `proposal` know no Django: cells in, proposals out.
`services` keep the draft, commit it in one transaction by the plan's own deeds, and take it back.
"""
