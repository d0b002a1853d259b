"""All evidence: rows of text chained by hash, an index rebuilt from them, and the outputs they name."""
