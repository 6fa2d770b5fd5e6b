"""The commands, by who gives them. A command reads its arguments, asks another module, and chooses the exit code.

They import nothing but what parses the command line; what a command needs beyond that it imports itself.
"""
