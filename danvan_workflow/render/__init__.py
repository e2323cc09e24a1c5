"""Official documents and workbooks made of plain frozen models; the same model gives the same bytes.

Here: how things look in Word and Excel, Vietnamese numbers and dates. Not here: what a report says (report/).
The next one: a block or a cell kind in `models`, with its writer in wordml/ or sheetml/.
"""
