"""What people change by hand: one module a noun, which the command line and the page both call.

Without this package each of them would have its own idea of what a change does.
"""
