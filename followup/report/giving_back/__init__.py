"""What an organisation gets back for its answers, as a page and as a PDF."""
