"""Bảng theo dõi and Nhiệm vụ: agencies, cycles and tasks of a plan as of a moment."""
