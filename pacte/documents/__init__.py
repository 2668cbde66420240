"""Files: uploads with their checks, sealed PDFs with their hash, HTML to PDF."""
