module example.org/squeeze

go 1.19
