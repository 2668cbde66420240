"""The mails of governance, by noun: written in the outbox in the transaction of the act."""
