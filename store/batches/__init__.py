"""What a batch of many recipients is: who is in it, what a worker asks of it, its keys, its pace and how it stands."""
