"""Reports of agencies: taken in from wherever they come, kept as versions, judged, shown."""
