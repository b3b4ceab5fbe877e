"""The moves of a version, the tasks people have, and who did them."""
