"""What pages, mails and documents read, by noun: constant queries, nothing written."""
