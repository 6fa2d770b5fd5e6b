"""What an officer gets back: their own workbook with the findings in it, a page, a table in the terminal."""
