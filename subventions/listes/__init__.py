"""The long lists: filters and tables, shared by the page and its export."""
