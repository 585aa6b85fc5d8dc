"""A reader for each form that open statistics come in: bytes in, a `Table` out, or a refusal with rows and reasons."""
