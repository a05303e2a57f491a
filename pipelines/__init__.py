"""What runs idcheck on many requests: the mailroom. Uses only idcheck's public names."""
