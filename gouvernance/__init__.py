"""The bodies at work: cadence, meetings, invitations, attendance, minutes, decisions."""
