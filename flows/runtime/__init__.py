"""How events become flow runs: relay, runner, routes, worker, and Prefect beside it."""
