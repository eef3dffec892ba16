"""What the three job scripts share. Imports stay relative: the folder stands alone on a cluster."""
