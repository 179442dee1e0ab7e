"""«Запросы субъектов»: the data officer's pages, under /desk/subjects/."""
