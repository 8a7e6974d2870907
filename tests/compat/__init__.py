"""What older versions have left behind, held against this one."""
