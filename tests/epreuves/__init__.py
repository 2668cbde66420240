"""The long drills (R1 to R20 of the quality list): a short form in the suite, a full one in `make drills`."""
