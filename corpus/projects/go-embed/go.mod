module example.org/lyrics

go 1.19
