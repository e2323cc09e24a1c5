"""Every file, form or row that becomes a draft of a submission.

Here: a province's own database (mapping, codes, ways of writing), a form and its workbook, a typed report, a submission file.
Not here: storing a draft (services/submissions). The next way in: a module that gives a SubmissionDraft, and its verb in
services.
"""
