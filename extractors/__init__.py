"""What is found in text, one family a file. An extractor knows text, a spaCy ``Doc`` and gazetteers, nothing else."""
