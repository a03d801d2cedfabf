"""What shoppers say and ask about goods: reviews, questions to the maker, and what moderators decide about them."""
