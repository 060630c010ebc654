"""I commit faults on demand, exactly where I am told to."""
