"""What the program tells people about itself."""
