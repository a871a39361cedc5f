package main

import (
	"fmt"
	"log"
	"net/http"

	"example.org/jobs/internal/queue"
)

func main() {
	http.HandleFunc("/jobs", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, queue.ID(r.URL.Query().Get("name")))
	})
	log.Fatal(http.ListenAndServe(":9000", nil))
}
