"""The ceiling: pages that read several rooms (home, clause register, dashboard)."""
