"""Outgoing mail: durable outbox, delivery, calendar encoding. It composes nothing by itself."""
