"""I look a set-up over, and say what is wrong with it and how to mend that."""
