"""The turns of those who send: taking what is due, writing down what came of it, ending a round, telling of what did not arrive."""
