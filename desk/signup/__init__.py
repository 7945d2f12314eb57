"""The page on which residents sign up for warnings: a program of its own, and nothing of the desk in it."""
