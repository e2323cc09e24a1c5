"""Official documents and workbooks made of plain frozen models; the same model gives the same bytes."""
