package main

import (
	"fmt"
	"os"

	"example.org/jobs/internal/queue"
)

func main() {
	for _, name := range os.Args[1:] {
		fmt.Println(name, queue.ID(name))
	}
}
