"""What pages, chat and the terminal ask the ledger: one module for each page, read-only."""
