"""Where the console stands within Airflow."""

PREFIX = "/dan-van"
