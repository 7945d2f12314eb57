"""What is said of a post that Flickr cannot have, and to whom an answer is."""

from schemas.sentence import say

NO_PICTURE = say("Flickr shows pictures only. Attach one, with words for those who do not see it.")
NAMED = "@{author}: "
