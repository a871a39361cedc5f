ANSWER = 42 # of everything
