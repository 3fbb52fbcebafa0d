"""Learning to see names: the recipe behind ``unionfacts train``.

Documents with annotations, and sentences made from them, become examples; a spaCy model is fitted to these and written
with what is known of it. :mod:`pipeline.nlp.spacy_names` reads with it.
"""
