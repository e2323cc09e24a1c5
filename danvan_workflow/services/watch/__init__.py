"""The watchdog: what stands still, who is told, and a person's word on it; the sending of what no run sent.

Here: troubles by what stands still, the alarm, the sweep. Not here: what Airflow knows of its runs (orchestration/watch). The
next trouble: a Code with its sentence, found in a `…_troubles` that `look` calls.
"""
