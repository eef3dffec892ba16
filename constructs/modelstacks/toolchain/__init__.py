"""What `make setup` runs: the tools of this checkout, put in place and checked.

Plain standard library, since it runs before anything is installed. Every step is done once and
remembered by the hash of what it was made from, so that the second run only looks.
"""
