"""Letters as messages, and the ways a message leaves.

Here: the kinds of letters with their words, the writer over the templates, SMTP through yagmail, memory for a rehearsal. Not
here: what a letter of ours says (services/letters). The next transport: a class as in `transport`, chosen in
Runtime.transport.
"""
