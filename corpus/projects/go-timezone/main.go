package main

import (
	"fmt"
	"os"
	"time"
)

func main() {
	name := os.Getenv("CLOCK_ZONE")
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC).In(zone).Format(time.RFC3339))
}
