"""One agency's duty in one cycle: what it must send, how it stands, which letter comes next; the words of states and events.

Here: pure rules, each in ONE function. Not here: rows (store/), letters (services/letters). The next state, act or event: a
member of its enumeration with its Vietnamese label.
"""
