"""Letters: which are owed, each once, what they say, and sending them.

A kind of letter is a member of `notify.kinds.NoticeKind` with its words, a context and the function that fills it in one of the
`…_letters` modules here (in its `WRITERS`), and templates in `templates/notices/<kind>/`. How a message leaves is notify's.
"""
