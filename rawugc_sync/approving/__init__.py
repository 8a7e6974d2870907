<<<<<<< HEAD
"""What a plan asks of whom, and where each yes stands."""
=======
"""What a plan asks of whom, and what they have said; pure functions."""
>>>>>>> i13-authors
