"""A channel that no product needs: what docs/adding-a-channel.md asks for, and no more.

`tests/test_adding_a_channel.py` puts `channel/` and `tests/` where they belong in a copy of the product.
"""
