"""The doors of knowledge: writing, publishing, reviews, words of the search, usage."""
