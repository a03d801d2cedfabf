"""Tax papers as people read them: the page, the PDF, the sheets for the return, the certificate."""
