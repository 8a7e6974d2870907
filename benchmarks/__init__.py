"""What `make bench` runs: rawugc-sync beside octoDNS, bare click, and the imports it cannot do without."""
