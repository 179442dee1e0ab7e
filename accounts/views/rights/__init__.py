"""«Мои данные»: the citizen's rights in the cabinet, under /account/data/."""
