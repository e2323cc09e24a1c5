"""What pages share, whoever reads them: how a page is made, how a form is read and acted on, what is said when something fails.

Here: HTML, forms, the protocol of acts, shared templates and styles. Not here: Airflow, the store, any one app's pages, rights or
words; those stand in the app (orchestration/console), whose templates come before these. The next: a module by what a page does.
"""
