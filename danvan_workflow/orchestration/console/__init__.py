"""The officer's pages inside Airflow, mounted at `/dan-van`, with Airflow's own sign-in and rights.

Here: a module a page or an act, its templates in `templates/`. Not here: what pages of every app share (web/), what a page reads
(views/), what an act does (services/). The next page: a router named in `app`; the next act on an agency: as in `agency_acts`.
"""
