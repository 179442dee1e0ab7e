"""Pages of the wallboard, under /board/wall/."""
