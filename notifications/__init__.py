"""Documents and messages: give it a document and a recipient. Knows nothing of incidents, the web or the database."""
