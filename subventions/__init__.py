"""Subsidies: campaigns, requests, awards, conventions, advances, payments."""
