"""What leaves the portal as a file to work on: spreadsheets, archives, texts to edit."""
