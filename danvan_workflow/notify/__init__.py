"""Notices as messages, and the ways a message leaves: SMTP through yagmail, or memory for a rehearsal."""
