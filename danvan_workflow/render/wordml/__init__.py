"""The pieces of a .docx: WordprocessingML as text, parsed once; lengths are millimetres or points in, twips out."""
