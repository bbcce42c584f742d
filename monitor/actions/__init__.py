"""What people change by hand, each in one module that the command line and the page both call."""
