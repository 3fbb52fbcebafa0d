"""Many documents: finding them, running them into a fact base, explaining one, measuring against gold."""
