"""What was shown: stages, checks, the runner, trust, and the ledger of evidence."""
