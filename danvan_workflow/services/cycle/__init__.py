"""The life of a cycle: its opening, its dates, what happened in it and what comes next."""
